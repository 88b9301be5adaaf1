public import JSONPath

extension State {
  /// What of the context object anything that is written in the state may read.
  public var contextUse: ContextUse {
    var use = dataFlow.contextUse.union(action.contextUse)
    for catcher in catchers {
      use.formUnion(catcher.output?.contextUse ?? .nothing)
      use.formUnion(catcher.assign?.contextUse ?? .nothing)
    }
    return use
  }
}

extension Template {
  public var contextUse: ContextUse {
    switch self {
    case .jsonPath(let template): template.contextUse
    case .jsonata(let template): template.contextUse
    }
  }
}

extension DataFlow {
  fileprivate var contextUse: ContextUse {
    let parts = [
      inputPath.contextUse, outputPath.contextUse, parameters?.contextUse, resultSelector?.contextUse,
      output?.contextUse, assign?.contextUse,
    ]
    return parts.reduce(.nothing) { $0.union($1 ?? .nothing) }
  }
}

extension Selection {
  fileprivate var contextUse: ContextUse { if case .path(let path) = self { path.contextUse } else { .nothing } }
}

extension Action {
  fileprivate var contextUse: ContextUse {
    switch self {
    case .pass, .succeed, .parallel: .nothing
    case .task(let task): (task.timeout?.contextUse ?? .nothing).union(task.heartbeat?.contextUse ?? .nothing)
    case .choice(let choice): choice.rules.reduce(.nothing) { $0.union($1.contextUse) }
    case .wait(let wait): wait.duration.contextUse
    case .fail(let fail): (fail.error?.contextUse ?? .nothing).union(fail.cause?.contextUse ?? .nothing)
    case .map(let map):
      map.distributed != nil
        ? .anything
        : map.items.contextUse.union(map.itemSelector?.contextUse ?? .nothing).union(map.maxConcurrency.contextUse)
    }
  }
}

extension Seconds {
  fileprivate var contextUse: ContextUse {
    switch self {
    case .fixed: .nothing
    case .path(let path): path.contextUse
    case .expression(let expression): expression.contextUse
    }
  }
}

extension Choice.Rule {
  fileprivate var contextUse: ContextUse {
    let parts = [extras?.condition?.contextUse, extras?.output?.contextUse, extras?.assign?.contextUse]
    return parts.reduce(usesContext ? .anything : .nothing) { $0.union($1 ?? .nothing) }
  }
}

extension Wait.Duration {
  fileprivate var contextUse: ContextUse {
    switch self {
    case .seconds, .timestamp: .nothing
    case .secondsPath(let path), .timestampPath(let path): path.contextUse
    case .secondsExpression(let expression), .timestampExpression(let expression): expression.contextUse
    }
  }
}

extension Fail.Text {
  fileprivate var contextUse: ContextUse {
    switch self {
    case .fixed: .nothing
    case .path(let expression): expression.contextUse
    case .expression(let expression): expression.contextUse
    }
  }
}

extension ItemSource {
  fileprivate var contextUse: ContextUse {
    switch self {
    case .input: .nothing
    case .path(let path): path.contextUse
    case .template(let template): template.contextUse
    }
  }
}
