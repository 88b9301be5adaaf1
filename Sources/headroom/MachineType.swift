import ArgumentParser

/// `--type`: of definitions, which do not say it themselves.
enum MachineType: String, CaseIterable, ExpressibleByArgument {
  case standard = "STANDARD"
  case express = "EXPRESS"
}
