package import Schema

extension CostAnswer {
  /// What `cost.json` says, for programs that read it.
  package static let grammar = Grammar(
    "cost", title: "What executions cost", meaning: "Each and in a month; sums in dollars are exact, and so texts.",
    table: """
      schemaVersion               whole(\(schemaVersion))  The version of this format.
      version                     text     Headroom's version.
      scenario                    text     The scenario's name.
      seed                        json     The seed; text where it has more than 63 bits.
      replications                whole    How many replications there are.
      region                      text     The Region of the prices.
      prices.date                 text     When AWS's list was read.
      prices.transition           text     Dollars of a transition.
      prices.request              text     Dollars of a request.
      prices.gigabyteHour[]       text     Dollars of a gigabyte-hour, by the month's tiers.
      prices.transitionsPerStart  whole    Transitions that are billed for a start.
      prices.freeTransitions      whole    Transitions of a month that cost nothing.
      monthSeconds                number?  How long a month is.
      periodSeconds               number?  How often the load comes; null: it goes on.
      executionsPerMonth          whole    Outside executions of a month.
      perExecution                @DOLLARS  Dollars of an outside execution with all that it starts.
      perMonth                    @DOLLARS  Dollars of a month.
      total                       text     The month's bill, rounded once.
      ofThrottling                text     How much of it throttling adds.
      throttlingShare             number?  Its share.
      items[]                     object   The bill's lines.
      items[].machine             text     The machine.
      items[].depth               whole    The depth.
      items[].item                text     What is billed.
      items[].quantity            number?  How much of it.
      items[].dollars             text     What that costs.
      items[].ofThrottling        text     How much of that throttling adds.
      types[]                     object   What each machine would cost as either type.
      types[].machine             text     The machine.
      types[].type                STANDARD|EXPRESS  Its type.
      types[].standard            text     Dollars of a month as Standard.
      types[].express             text     Dollars of a month as Express.
      types[].obstacle            text?    Why it cannot be Express.
      """,
    terms: [
      (
        "DOLLARS", "Dollars, with a 95 % interval over the replications.",
        """
        mean   number?  The mean.
        lower  number?  The lower end of its interval.
        upper  number?  The upper end.
        """
      )
    ])
}
