# Five designs in front of a fan-out, under the same arrivals: which one does an account carry best?
#
# The base is a queue whose dispatcher lets 2.6 roots a second through; each comparison sets another design against it,
# with the same random numbers on both sides. Read the rows: what the slowest roots take, which share of all
# StartExecution calls is refused, and when the last root is done.
#
# The decision: the queue, or the client's bucket, which is a queue that begins with a burst, and is a little faster.
# Both need no retry at all, and are done within eleven seconds of what the account's bucket allows. Without admission
# the slowest roots take longer, and most calls are refused, so that whatever else the account starts is refused as
# well. A semaphore bounds how many roots are open, and not how fast they call. A breaker sees only its own refusals:
# those are of roots, while the calls of the levels below empty the bucket. SQS alone is no pacing: Lambda takes
# messages as fast as its concurrency allows, and what is refused comes back after the visibility timeout.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compare() {
  echo "## $1"
  headroom compare Scenarios/admission.yaml --set-candidate "load.0.admission=$2" --quiet --out "$work/$1" \
    --gate Root.latency.p99 --gate StartExecution.throttled.ratio --gate makespan >"$work/messages" 2>&1 || [ $? = 2 ]
  sed "/<details>/,\$d" "$work/$1/compare.md"
}
compare none 'none'
compare semaphore '{ semaphore: 20 }'
compare bucket '{ bucket: { bucket: 11, refill: 2.6/s } }'
compare breaker '{ breaker: { refusals: 20, open: 20s, length: unlimited } }'
compare sqs '{ sqs: { batch: 1, concurrency: 10 } }'
