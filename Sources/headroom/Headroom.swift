// headroom: the command line. Arguments, files, progress and exit codes live here, and nothing that decides a number.

import ArgumentParser

@main
struct Headroom: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "headroom",
    abstract: "How much load can nested Step Functions workflows take, and what gives way first?",
    discussion: """
      Runs real workflow definitions (Amazon States Language) in virtual time against a modelled AWS account: token \
      buckets, quotas, retry policies, services with latency and failure.

      EXAMPLES
        headroom run Scenarios/nested-fanout.yaml
        headroom validate Scenarios/*.yaml
        headroom execute order.asl.json --input '{"items": [1, 2]}'

      EXIT CODES
        0    fine
        1    internal error
        3    invalid scenario, definition or input
        4    execute: the execution did not succeed
        64   wrong usage
        74   a file cannot be read or written
        99   an expectation of the scenario failed
        105  interrupted
      """,
    version: version,
    subcommands: [Run.self, Validate.self, Execute.self])

  static let version = "0.1.0"
}
