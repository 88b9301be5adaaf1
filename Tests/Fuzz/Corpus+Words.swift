extension Corpus {
  /// What states reply, fail with and catch.
  static let errors = [
    "States.ALL", "States.TaskFailed", "States.Timeout", "States.Runtime", "States.DataLimitExceeded", "Busy", "",
    "Lambda.TooManyRequestsException",
  ]

  static let definitionWords = [
    "\"Next\":", "\"End\":true,", "\"End\":false,", "\"Type\":\"Map\",", "\"Type\":\"Pass\",", "\"Type\":\"Choice\",",
    "\"Type\":\"Task\",", "\"Type\":\"Wait\",", "\"Type\":\"Parallel\",", "\"States\":{},", "\"X\":", "\"StartAt\":",
    "\"Result\":{\"a\":[1]},", "\"InputPath\":null,", "\"OutputPath\":\"$.a\",", "\"ResultPath\":\"$.r.s\",",
    "\"ResultPath\":\"$.n[0]\",", "\"ResultPath\":null,", "\"Parameters\":{\"a.$\":\"$\"},", "\"MaxConcurrency\":0,",
    "\"ResultSelector\":{\"x.$\":\"$..a\"},", "\"ItemsPath\":\"$.n\",", "\"QueryLanguage\":\"JSONata\",",
    "\"TimeoutSeconds\":1,", "\"HeartbeatSeconds\":1,", "\"SecondsPath\":\"$.i\",", "\"Seconds\":1,",
    "\"TimestampPath\":\"$.t\",", "\"Timestamp\":\"2024-02-30T25:00:00Z\",", "\"Branches\":[],", "\"Choices\":[],",
    "\"Default\":\"A\",", "\"Variable\":\"$.v\",", "\"IsPresent\":true,", "\"StringMatches\":\"*a\\\\*b*\",",
    "\"NumericGreaterThanEqualsPath\":\"$.i\",", "\"And\":[],", "\"Not\":{},", "\"Retry\":[],", "\"Catch\":[],",
    "\"MaxAttempts\":3,", "\"IntervalSeconds\":1,", "\"BackoffRate\":1.5,", "\"MaxDelaySeconds\":9,",
    "\"JitterStrategy\":\"FULL\",", "\"ErrorEquals\":[\"States.ALL\"],", "\"ToleratedFailurePercentage\":50,",
    "\"arn:aws:states:::lambda:invoke.waitForTaskToken\"", "\"arn:aws:states:::states:startExecution.sync:2\"",
    "\"arn:aws:states:::aws-sdk:sfn:startExecution\"", "\"States.ALL\"", "\"$$.Map.Item.Index\"", "\"$..*\"",
    "\"$.a[?(@.x>1)]\"", "\"States.ArrayRange(1,$.i,1)\"", "\"InputType\":\"JSONL\",", "\"Key\":\"items.json\",",
    "\"Mode\":\"DISTRIBUTED\",", "\"ItemsPointer\":\"/a/0\",", "\"Transformation\":\"LOAD_AND_FLATTEN\",",
    "\"ManifestType\":\"ATHENA_DATA\",", "\"MaxItemsPerBatchPath\":\"$.i\",",
    "\"arn:aws:states:::s3:listObjectsV2\"", "\"CSVDelimiter\":\"TAB\",", "\"ToleratedFailureCountPath\":\"$.i\",",
    "\"Credentials\":{\"RoleArn\":\"r\"},", "\"A\"", "\"B\"",
  ]

  static let pathWords = [
    "$.", "$$.", "@.", "..", "[*]", "[?(", ")]", "[0]", "[-1]", "[1:2]", "['a']", "['a','b']", "[0,1]", "&&", "||", "!",
    "==", "!=", "<=", ">", " in ", " nin ", " =~ ", "/a/", " subsetof ", " size ", " empty ", ".length()", ".sum()",
    ".min()", ".avg()", "States.", "States.Array(", "States.Format('{}', ", "States.MathAdd(", "States.ArrayRange(",
    "States.StringToJson(", "States.MathRandom(", "States.ArrayPartition(", "{}", "\\'", "a", "b", "c", "x", "y", "n",
  ]

  static let scenarioWords = [
    "&a ", "*a", "*n", "*m", "<<: ", "!!str ", "!!int ", "!x ", "| ", "> ", "---\n", "...\n", "? ", "- ", "# ",
    "%YAML 1.2\n",
    "    ", "burst: ", "rate: ", "10/s", "1/h", "5ms", "2h", "1e30s", "256KiB", "unlimited", "none", "drained", "p99",
    "lognormal: ", "uniform: ", "empirical: trace.csv", "trace: trace.csv", "{ file: input.json }", "echo", "Root",
    "Fast",
    "retry: standard", "expect: []", "replications: 0", "until: 1s", "warmup: 0s", "~", "yes", "''", "\"\\x41\\u263A\"",
    "Root.latency.p50 < 1s", "makespan == 0s", "EXPRESS", "definition: fast.asl.json",
  ]
}
