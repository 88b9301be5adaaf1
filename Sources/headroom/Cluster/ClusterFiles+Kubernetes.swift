extension ClusterFiles {
  /// Source: the API reference of batch/v1, Kubernetes 1.33, where both backoffLimitPerIndex and podFailurePolicy are
  /// stable.
  var kubernetes: [(String, String)] {
    let processors = jobs.map { "        resources: { requests: { cpu: \"\($0)\" } }\n" } ?? ""
    func container(_ words: [String]) -> String {
      """
            containers:
            - name: headroom
              image: headroom:latest
              command: \(Self.json(["headroom"] + words))
              workingDir: /work
              volumeMounts: [ { name: work, mountPath: /work } ]
      \(processors)      volumes: [ { name: work, persistentVolumeClaim: { claimName: headroom } } ]
      """
    }
    return [
      (
        "shards.yaml",
        """
        # Shard by shard. The image has headroom in its PATH, and the claim the scenario and what it names; both are
        # yours to name. Nothing is judged: a pod that succeeds has written its shard, and one whose shard is there ends
        # at once.
        apiVersion: batch/v1
        kind: Job
        metadata: { name: \(jobName) }
        spec:
          completionMode: Indexed
          completions: \(shards)
          parallelism: \(shards)
          backoffLimitPerIndex: \(Self.retries)
          podFailurePolicy:
            rules:
            # A pod that made room for others has not failed.
            - { action: Ignore, onPodConditions: [ { type: DisruptionTarget, status: "True" } ] }
            # Nothing but a file, an interruption or a signal is worth another try.
            - action: FailIndex
              onExitCodes: { containerName: headroom, operator: NotIn, values: \(Self.worthRetry) }
          template:
            spec:
              restartPolicy: Never
        \(container(shardWords))

        """
      ),
      (
        "merge.yaml",
        """
        # Judges the whole, as one machine would; names the shards that are missing. Its pod's exit code is the answer.
        apiVersion: batch/v1
        kind: Job
        metadata: { name: \(jobName)-merge }
        spec:
          backoffLimit: \(Self.retries)
          podFailurePolicy:
            rules:
            - { action: Ignore, onPodConditions: [ { type: DisruptionTarget, status: "True" } ] }
            - action: FailJob
              onExitCodes: { containerName: headroom, operator: NotIn, values: \(Self.worthRetry) }
          template:
            spec:
              restartPolicy: Never
        \(container(mergeWords))

        """
      ),
      (
        "submit.sh",
        """
        #!/bin/sh
        set -eu
        here=$(dirname "$0")
        kubectl create -f "$here/shards.yaml"
        # Whether all indexes have succeeded or some have failed: merge says which are missing.
        until kubectl wait --for=condition=complete --timeout=5s job/\(jobName) 2>/dev/null ||
          kubectl wait --for=condition=failed --timeout=5s job/\(jobName) 2>/dev/null; do :; done
        kubectl create -f "$here/merge.yaml"

        """
      ),
    ]
  }
}
