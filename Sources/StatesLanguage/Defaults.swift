/// Limits that AWS sets itself. Source: AWS developer guide, service quotas, and "Map state concurrency".
public enum Defaults {
  public static let historyEvents = 25_000
  /// Of the input, result or output of a state or execution.
  public static let payloadBytes = 262_144
  public static let inlineMapConcurrency = 40
}
