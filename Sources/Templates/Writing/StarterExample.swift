/// What `headroom init` writes where there is no template: a workflow that starts another one for each of its items.
package enum StarterExample {
  package static var files: [(path: String, bytes: [UInt8])] {
    [
      ("scenario.yaml", scenario), ("definitions/order.asl.json", order), ("definitions/payment.asl.json", payment),
    ].map { ($0.0, Array($0.1.utf8)) }
  }

  private static let scenario = """
    # A small example: an order starts a payment for each of its items, and waits for all of them.
    # Everything here is yours to edit; `headroom run --help` and the README say what else there is.
    name: example
    region: us-east-1
    seed: 1
    replications: 20
    overheads: measured

    stateMachines:
      Order: { definition: definitions/order.asl.json }
      Payment: { definition: definitions/payment.asl.json }

    # What the Tasks call: a Lambda function, with how long it takes and how often it fails.
    services:
      charge:
        latency: { lognormal: { p50: 120ms, p99: 900ms } }
        errors: [ { name: Lambda.TooManyRequestsException, probability: 0.01 } ]

    # Two orders per second for five minutes, each with three items: six nested executions per second.
    load:
      - start: Order
        arrivals: { poisson: 2/s }
        for: 5m
        input: { items: [ { sku: A }, { sku: B }, { sku: C } ] }
        retry: standard

    # What must hold; a run that misses it ends with exit code 99.
    expect:
      - default
      - Order.latency.p99 < 30s

    """

  private static let order = """
    {
      "Comment": "Starts a payment for each item and waits for all of them.",
      "StartAt": "Pay for items",
      "States": {
        "Pay for items": {
          "Type": "Map",
          "ItemsPath": "$.items",
          "MaxConcurrency": 10,
          "ItemProcessor": {
            "ProcessorConfig": { "Mode": "INLINE" },
            "StartAt": "Pay",
            "States": {
              "Pay": {
                "Type": "Task",
                "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": {
                  "StateMachineArn": "${Payment}",
                  "Input": {
                    "sku.$": "$.sku",
                    "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id"
                  }
                },
                "Retry": [
                  {
                    "ErrorEquals": ["States.ALL"],
                    "IntervalSeconds": 2,
                    "MaxAttempts": 8,
                    "BackoffRate": 2,
                    "MaxDelaySeconds": 60,
                    "JitterStrategy": "FULL"
                  }
                ],
                "End": true
              }
            }
          },
          "End": true
        }
      }
    }

    """

  private static let payment = """
    {
      "Comment": "Charges one item.",
      "StartAt": "Charge",
      "States": {
        "Charge": {
          "Type": "Task",
          "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": {
            "FunctionName": "charge",
            "Payload.$": "$"
          },
          "Retry": [
            {
              "ErrorEquals": ["Lambda.TooManyRequestsException", "Lambda.ServiceException"],
              "IntervalSeconds": 1,
              "MaxAttempts": 5,
              "BackoffRate": 2,
              "JitterStrategy": "FULL"
            }
          ],
          "End": true
        }
      }
    }

    """
}
