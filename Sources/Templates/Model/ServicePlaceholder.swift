import StatesLanguage

/// Latencies for what nobody has measured yet, of the order in which such calls take: they let a scenario run, and are
/// said to be placeholders wherever they are written.
///
/// A warm Lambda function: an invocation took 69 ms in a recorded history of September 2026 (us-west-2, 128 MB), a
/// function in a chain 160 ms at the median and 456 ms at p99 with Step Functions' overheads (SeBS-Flow, EuroSys 2025).
/// SQS: "tens or low hundreds of milliseconds" (FAQ). The others are orders of magnitude; jobs take minutes.
enum ServicePlaceholder {
  static func latency(of resource: Resource) -> String {
    let service = resource.service.replacing("aws-sdk:", with: "").lowercased()
    let isJob = resource.pattern == .sync || resource.pattern == .sync2
    let row = isJob ? jobs.first { $0.service == service } : calls.first { $0.service == service }
    let (p50, p99) = row.map { ($0.p50, $0.p99) } ?? (isJob ? ("1m", "5m") : ("50ms", "500ms"))
    return "{ lognormal: { p50: \(p50), p99: \(p99) } }"
  }

  static let function = "{ lognormal: { p50: 100ms, p99: 1s } }"
  static let worker = "{ lognormal: { p50: 1s, p99: 10s } }"
  /// How long whoever has a task token takes to answer it.
  static let answer = "{ lognormal: { p50: 10s, p99: 1m } }"

  private typealias Row = (service: String, p50: String, p99: String)

  private static let calls: [Row] = [
    ("lambda", "100ms", "1s"), ("dynamodb", "10ms", "50ms"), ("sqs", "20ms", "200ms"), ("sns", "30ms", "200ms"),
    ("events", "30ms", "200ms"), ("eventbridge", "30ms", "200ms"), ("s3", "50ms", "300ms"), ("http", "200ms", "2s"),
    ("bedrock", "2s", "15s"), ("bedrockruntime", "2s", "15s"), ("apigateway", "150ms", "1s"), ("ecs", "500ms", "2s"),
    ("textract", "2s", "10s"), ("rekognition", "500ms", "2s"), ("comprehend", "300ms", "1s"), ("athena", "200ms", "1s"),
    ("rdsdata", "50ms", "500ms"), ("secretsmanager", "30ms", "200ms"), ("ssm", "30ms", "200ms"),
  ]

  private static let jobs: [Row] = [
    ("ecs", "1m", "5m"), ("eks", "1m", "5m"), ("batch", "2m", "10m"), ("glue", "2m", "10m"), ("codebuild", "2m", "10m"),
    ("athena", "3s", "30s"), ("elasticmapreduce", "5m", "30m"), ("emr-serverless", "3m", "15m"),
    ("emr-containers", "3m", "15m"), ("sagemaker", "5m", "30m"), ("databrew", "3m", "15m"), ("bedrock", "5m", "30m"),
    ("mediaconvert", "2m", "10m"),
  ]
}
