/// What can be called.
final class Function {
  enum Body {
    case closure(Closure)
    case native(Native)
    /// Where an argument is nil, the call supplies it.
    case partial(Function, [Value?])
    case pattern(RegularExpression)
    /// A transform, with the frame it was made in.
    case transform(Transform, Frame)
    /// First the one, then the other.
    case chain(Function, Function)
    /// What a match gives for the next one.
    case next(RegularExpression, [UInt16], Int)
  }

  /// A lambda, with the frame and the input it was made in.
  struct Closure {
    let lambda: Lambda
    let frame: Frame
    let input: Value
  }

  let body: Body
  let arity: Int
  let signature: Signature?
  /// Functions hold values and functions: as with arrays, they may not nest without end.
  let level: Int
  /// Where it was called last, and by which name: for errors.
  var position: Int?
  var token: String?

  init(_ body: Body, arity: Int, signature: Signature? = nil) {
    self.body = body
    self.arity = arity
    self.signature = signature
    level =
      switch body {
      case .closure(let closure): closure.input.level + 1
      case .partial(let function, let given): given.reduce(function.level) { max($0, $1?.level ?? 0) } + 1
      case .chain(let first, let second): max(first.level, second.level) + 1
      case .native, .pattern, .transform, .next: 1
      }
  }

  var closure: Closure? { if case .closure(let closure) = body { closure } else { nil } }
}
