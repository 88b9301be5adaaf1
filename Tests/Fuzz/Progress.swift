import Glibc

/// Where the child is and what it has done, in a file that both processes have mapped: it is still there when the child
/// is not.
struct Progress {
  private let place: UnsafeMutablePointer<UInt64>

  init?(_ path: String) {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0, ftruncate(file, 4_096) == 0 else { return nil }
    defer { close(file) }
    guard let page = mmap(nil, 4_096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), page != MAP_FAILED else {
      return nil
    }
    place = page.assumingMemoryBound(to: UInt64.self)
  }

  var iteration: UInt64 {
    get { place.pointee }
    nonmutating set { place.pointee = newValue }
  }

  func add(_ kind: Kind, seconds: Double) {
    guard let index = Kind.allCases.firstIndex(of: kind) else { return }
    place[1 + 2 * index] &+= 1
    place[2 + 2 * index] &+= UInt64(seconds * 1e9)
  }

  /// How many texts there were of each kind, and how long they took.
  var counts: [(kind: Kind, texts: UInt64, seconds: Double)] {
    Kind.allCases.enumerated().map { ($1, place[1 + 2 * $0], Double(place[2 + 2 * $0]) * 1e-9) }
  }
}

enum Clock {
  static func seconds(_ clock: clockid_t = CLOCK_MONOTONIC) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What a process has had of the processors.
  static func processorSeconds(of process: pid_t) -> Double {
    var clock = clockid_t()
    return clock_getcpuclockid(process, &clock) == 0 ? seconds(clock) : 0
  }
}
