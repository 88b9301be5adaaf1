import Foundation
import JSON
import Testing

@testable import Report
@testable import headroom

@Suite struct ClusterFilesTests {
  private func files(_ engine: ClusterFiles.Engine, jobs: Int? = nil) -> [String: String] {
    let files = ClusterFiles(
      engine: engine, name: "It's 1 é Run", words: ["run", "it's.yaml", "--set", "a b=$(x)"], shards: 8, jobs: jobs,
      out: "out"
    ).files
    return Dictionary(uniqueKeysWithValues: files.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  private static let words = [
    "headroom", "run", "it's.yaml", "--set", "a b=$(x)", "--shard", "auto/8", "--out", "out/shards", "--quiet",
  ]

  @Test func wordsKeepTheirBytesInAShell() throws {
    for text in ["plain", "", "it's", "a b", "$(x)", "`x`", "é", "\\", "a\nb", "*"] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "printf %s " + ClusterFiles.shell([text])]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      #expect(String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == text)
      process.waitUntilExit()
    }
  }

  /// The scripts as a cluster would run them, with stand-ins for its commands.
  @Test func slurmsTasksAreTriedAgainWhereThatIsWorthIt() throws {
    let scratch = try Scratch()
    for (name, text) in files(.slurm) { try scratch.write(name, text) }
    try scratch.makeFolder("bin")
    try scratch.write("bin/headroom", "#!/bin/sh\nprintf '%s\\n' \"$@\" >words; exit $CODE\n")
    try scratch.write("bin/scontrol", "#!/bin/sh\necho \"$@\" >>again\n")
    try scratch.write("bin/sleep", "#!/bin/sh\n")
    for (code, restarts, isAgain) in [
      (0, 0, false), (3, 0, false), (74, 0, true), (74, 3, false), (105, 2, true), (137, 0, true), (64, 0, false),
    ] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "chmod +x bin/*; rm -f again; PATH=$PWD/bin:$PATH bash shards.sbatch"]
      process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
      process.environment = ProcessInfo.processInfo.environment.merging([
        "CODE": "\(code)", "SLURM_RESTART_COUNT": "\(restarts)", "SLURM_ARRAY_JOB_ID": "7", "SLURM_ARRAY_TASK_ID": "2",
      ]) { $1 }
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == code)
      #expect(scratch.contents.contains("again") == isAgain, "\(code)")
      if isAgain { #expect(try scratch.read("again") == "requeue 7_2\n") }
      #expect(try scratch.read("words") == (Self.words.dropFirst() + ["--jobs", "1", ""]).joined(separator: "\n"))
    }
    let shards = try scratch.read("shards.sbatch")
    #expect(shards.contains("#SBATCH --array=0-7\n") && shards.contains("#SBATCH --job-name=headroom-it-s-1-run\n"))
    #expect(try scratch.read("merge.sbatch").hasSuffix("\" merge out/shards --out out\n"))
    #expect(try scratch.read("submit.sh").contains(#"--dependency="afterany:$array""#))
    #expect(files(.slurm, jobs: 4)["shards.sbatch"]?.contains("#SBATCH --cpus-per-task=4\n") == true)
  }

  @Test func batchsRequestsHaveTheirShape() throws {
    let files = files(.batch)
    func json(_ name: String) throws -> JSON { try JSON.parse(try #require(files[name])) }
    let shards = try json("shards.json")
    #expect(shards["arrayProperties"]?["size"] == 8 && shards["jobName"] == "headroom-it-s-1-run")
    #expect(shards["containerOverrides"]?["command"]?.elements?.compactMap(\.string) == Self.words)
    let strategy = try #require(try json("job-definition.json")["retryStrategy"])
    #expect(strategy["attempts"] == 4)
    let rules = try #require(strategy["evaluateOnExit"]?.elements)
    #expect(rules.count <= 5)
    #expect(rules.compactMap { $0["onExitCode"]?.string } == ["74", "105", "13*"])
    #expect(rules.last?["action"] == "EXIT")
    #expect(try json("merge.json")["arrayProperties"] == nil)
    #expect(files["submit.sh"]?.contains("--depends-on \"jobId=$array\"") == true)
  }

  @Test func kubernetesJobsHaveTheirShape() throws {
    let files = files(.kubernetes, jobs: 2)
    let shards = try #require(files["shards.yaml"])
    for line in [
      "completionMode: Indexed", "completions: 8", "backoffLimitPerIndex: 3", "restartPolicy: Never",
      "onExitCodes: { containerName: headroom, operator: NotIn, values: [74, 105, 137, 143] }", "action: FailIndex",
      "- { action: Ignore, onPodConditions: [ { type: DisruptionTarget, status: \"True\" } ] }",
      "    spec:\n      restartPolicy: Never\n      containers:\n      - name: headroom\n        "
        + "image: headroom:latest\n",
      "\n        resources: { requests: { cpu: \"2\" } }\n"
        + "      volumes: [ { name: work, persistentVolumeClaim: {",
    ] {
      #expect(shards.contains(line), "\(line)")
    }
    let command = shards.split(separator: "\n").first { $0.contains("command: ") }
    let words = try JSON.parse(String(try #require(command?.split(separator: ": ", maxSplits: 1).last)))
    #expect(words.elements?.compactMap(\.string) == Self.words.dropLast() + ["--quiet"])
    #expect(files["merge.yaml"]?.contains("action: FailJob") == true)
  }

  @Test func filesAreWrittenAndNothingIsRun() throws {
    let scratch = try CompareTests.scratch()
    let options = ["--emit", "kubernetes", "--shards", "2", "--out", "cluster", "--seed", "3", "--jobs", "2"]
    let call = try Call(["run", "calm.yaml"] + options, in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.output == "cluster/shards.yaml\ncluster/merge.yaml\ncluster/submit.sh\n")
    let command = #"["headroom","run","calm.yaml","--seed","3","--jobs","2","--shard","auto/2""#
    #expect(try scratch.read("cluster/shards.yaml").contains(command))
    #expect(scratch.contents.filter { $0.hasPrefix("cluster/") }.count == 3)
  }

  @Test func aSweepIsSaidAgainWithAllThatChangesIt() throws {
    let scratch = try CompareTests.scratch()
    let vary = ["--vary", "quotas.StartExecution.refill=1/s,2/s", "--vary", "load.0.arrivals.poisson=1/s..3/s"]
    let changes = ["--points", "4", "--metric", "Root.failed", "--set", "region=eu-west-1", "--substitute", "A=b c"]
    let emit = ["--emit", "slurm", "--shards", "3", "--out", "cluster"]
    let call = try Call(["sweep", "calm.yaml"] + vary + changes + emit, in: scratch)
    #expect(call.status == 0, "\(call.errors)")
    let line = try scratch.read("cluster/shards.sbatch").split(separator: "\n").first { $0.contains("HEADROOM:-") }
    #expect(
      line == #"""
        "${HEADROOM:-headroom}" sweep calm.yaml --vary quotas.StartExecution.refill=1/s,2/s \#
        --vary load.0.arrivals.poisson=1/s..3/s --metric Root.failed --points 4 --set 'substitutions."A"='\''b c'\''' --set region=eu-west-1 \#
        --shard auto/3 --out cluster/shards --quiet --jobs 1
        """#)
  }
}
