extension ClusterFiles {
  /// Source: the manual pages of sbatch and scontrol, Slurm 22.05.
  var slurm: [(String, String)] {
    [
      (
        "shards.sbatch",
        """
        #!/bin/bash
        #SBATCH --job-name=\(jobName)
        #SBATCH --array=0-\(shards - 1)
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=\(jobs ?? 1)
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --output=\(jobName)-%A_%a.log
        # Shard by shard. One whose file is complete ends at once, so that the array may be submitted again, whole or in
        # part (sbatch --array=3,5 shards.sbatch). Nothing is judged: 0 says that the shard is there.
        "${HEADROOM:-headroom}" \(Self.shell(jobs == nil ? shardWords + ["--jobs", "1"] : shardWords))
        status=$?
        case $status in
        # A file that could not be written, a task that was stopped, one that a signal ended (128 and its number): the
        # next try may go well. After anything else it will not.
        74 | 105 | 1[3-5][0-9])
          if [ "${SLURM_RESTART_COUNT:-0}" -lt \(Self.retries) ]; then
            scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && sleep 60
          fi
          ;;
        esac
        exit $status

        """
      ),
      (
        "merge.sbatch",
        """
        #!/bin/bash
        #SBATCH --job-name=\(jobName)-merge
        #SBATCH --ntasks=1
        #SBATCH --output=\(jobName)-merge-%j.log
        # Judges the whole, as one machine would; names the shards that are missing. 0: fine, 3: shards are missing or
        # foreign, 6: undecided, 99: an expectation is not met.
        exec "${HEADROOM:-headroom}" \(Self.shell(mergeWords))

        """
      ),
      (
        "submit.sh",
        """
        #!/bin/sh
        # From the folder that the paths are relative to.
        set -eu
        here=$(dirname "$0")
        array=$(sbatch --parsable "$here/shards.sbatch")
        merge=$(sbatch --parsable --dependency="afterany:$array" "$here/merge.sbatch")
        echo "shards: $array  merge: $merge"

        """
      ),
    ]
  }
}
