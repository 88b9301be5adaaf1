# One execution of a definition with scripted answers: no account, no load, no network, and over in milliseconds.
#
# The first mock file lets the card service be busy twice: the output has the third answer, and with --history one would
# see the Retry's waits of 2 s and 4 s, in virtual time. The second declines the card: no Retry is for that, and the
# Catch takes the order to "Ask for another card". With a mock file for each path a definition has unit tests.
headroom execute Scenarios/charge-retries/order.asl.json --input '{"order": 4711, "total": 30}' \
  --mock Scenarios/charge-retries/busy-twice.json
headroom execute Scenarios/charge-retries/order.asl.json --input '{"order": 4711, "total": 30}' \
  --mock Scenarios/charge-retries/declined.json
