import JSON

extension ClusterFiles {
  /// Source: the API reference of AWS Batch, RegisterJobDefinition and SubmitJob; an array has two tasks or more, and
  /// evaluateOnExit five conditions or fewer.
  var batch: [(String, String)] {
    let definition: JSON = [
      "jobDefinitionName": .string(jobName), "type": "container",
      "containerProperties": [
        "image": "headroom:latest",
        "command": .array((["headroom"] + mergeWords).map(JSON.string)),
        "resourceRequirements": [
          ["type": "VCPU", "value": .string(String(jobs ?? 1))], ["type": "MEMORY", "value": "4096"],
        ],
        "mountPoints": [["sourceVolume": "work", "containerPath": "/work"]],
        "volumes": [["name": "work", "efsVolumeConfiguration": ["fileSystemId": "fs-00000000"]]],
      ],
      "retryStrategy": [
        "attempts": .integer(Self.retries + 1),
        "evaluateOnExit": .array(
          [["onStatusReason": "Host EC2*", "action": "RETRY"]]
            + ["74", "105", "13*"].map { ["onExitCode": .string($0), "action": "RETRY"] }
            + [["onReason": "*", "action": "EXIT"]]),
      ],
    ]
    func job(_ suffix: String, _ words: [String], _ more: JSONObject) -> JSON {
      var job: JSONObject = [
        "jobName": .string(jobName + suffix), "jobDefinition": .string(jobName),
        "containerOverrides": ["command": .array((["headroom"] + words).map(JSON.string))],
      ]
      for member in more { job[member.key] = member.value }
      return .object(job)
    }
    return [
      ("job-definition.json", definition.prettyText + "\n"),
      (
        "shards.json",
        job("", shardWords, ["arrayProperties": ["size": .integer(shards)]]).prettyText + "\n"
      ),
      ("merge.json", job("-merge", mergeWords, [:]).prettyText + "\n"),
      (
        "submit.sh",
        """
        #!/bin/sh
        # QUEUE names the job queue. Of job-definition.json the image, which works in /work, and the file system, which
        # has the scenario and what it names, are yours to name. Codes 74 and 105 and signals are worth another try; 13*
        # are those of signals, SIGKILL among them, as where memory is short.
        set -eu
        here=$(dirname "$0")
        aws batch register-job-definition --cli-input-json "file://$here/job-definition.json"
        array=$(aws batch submit-job --cli-input-json "file://$here/shards.json" --job-queue "$QUEUE" \\
          --query jobId --output text)
        # Batch begins it when all shards are there. Where one has failed for good, it does not, and
        # \(Self.shell(["headroom"] + mergeWords))
        # says which are missing.
        aws batch submit-job --cli-input-json "file://$here/merge.json" --job-queue "$QUEUE" --depends-on "jobId=$array"

        """
      ),
    ]
  }
}
