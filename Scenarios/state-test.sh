# One state of a definition by itself, answered as AWS's TestState answers it.
#
# It is the state "Charge" of charge-retries. First its data flow: what Parameters send, what ResultSelector and
# ResultPath make of the answer, step by step, without a deployment. Then an error as the third that its Retry meets:
# RETRIABLE, with the wait that would follow, 8 s. Another one, which the Catch takes: CAUGHT_ERROR, and where the
# execution would go on. Last the first error again, when three retries are used up: FAILED. An error that is not caught
# ends the command with 4.
# Exit code: 4
order=Scenarios/charge-retries/order.asl.json
headroom execute $order --state Charge --input '{"order": 4711, "total": 30}' --inspection-level DEBUG \
  --mock-result '{"Payload": {"receipt": "R-1"}, "StatusCode": 200}'
headroom execute $order --state Charge --input '{"order": 4711, "total": 30}' --inspection-level DEBUG \
  --mock-error '{"error": "Lambda.TooManyRequestsException", "cause": "Rate Exceeded."}' --retrier-retry-count 2
headroom execute $order --state Charge --input '{"order": 4711, "total": 30}' \
  --mock-error '{"error": "CardDeclined", "cause": "insufficient funds"}'
headroom execute $order --state Charge --input '{"order": 4711, "total": 30}' \
  --mock-error '{"error": "Lambda.TooManyRequestsException", "cause": "Rate Exceeded."}' --retrier-retry-count 3
