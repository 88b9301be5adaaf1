import Fitting
import Planning
import Scenario

extension Fit {
  /// What one call of `fit` makes of its laws.
  struct Made {
    let target: FitTarget
    let reader: RecordingReader
    private let study: FitStudy
    private let quotas: QuotaList?
    private let command: Fit
    /// Of the answer, with its slash.
    private let folder: String
    private let fits: FitScenario

    init(
      _ command: Fit, _ target: FitTarget, _ study: FitStudy, _ reader: RecordingReader, _ quotas: QuotaList?,
      _ folder: String
    ) {
      self.command = command
      self.target = target
      self.study = study
      self.reader = reader
      self.quotas = quotas
      self.folder = folder
      let way = command.scenario.map { RelativePath.text(from: File.folder(of: $0), to: folder) + "/" }
      fits = Self.fits(command, target, study, quotas, from: way ?? "", command.arrivals)
    }

    /// Files of data are named from where the scenario lies: in the answer's folder, or in one of its own.
    private static func fits(
      _ command: Fit, _ target: FitTarget, _ study: FitStudy, _ quotas: QuotaList?, from folder: String,
      _ load: FitScenario.Load
    ) -> FitScenario {
      let machines = target.isScenario ? Set(target.machines.map(\.name)) : nil
      return FitScenario(
        study, folder: folder, keepsData: !command.noData, machines: machines, own: target.own, load: load,
        quotas: quotas)
    }

    func text() throws -> String? { try text(fits, in: folder) }

    @inline(never)
    private func text(_ fits: FitScenario, in folder: String) throws -> String? {
      do throws(ScenarioEdit.Problem) {
        return try target.text(fits, reader.observations, in: folder)
      } catch {
        guard command.write || command.check else { return nil }
        throw CommandFailure(.invalid, "\(command.scenario ?? ""): error: \(error.message)", hint: error.hint)
      }
    }

    /// The scenario with the fits in it, and the recorded starts as its load. Nothing of it is written yet, not even
    /// the folder: one that is made of definitions is read as if it lay here.
    @inline(never)
    func recordedArrivals() throws -> VariedScenario {
      let path = command.scenario ?? "scenario.yaml"
      let home = File.folder(of: path)
      let way = RelativePath.text(from: home, to: folder) + "/"
      let fits = Self.fits(command, target, study, quotas, from: way, .trace)
      guard let text = try text(fits, in: home) else {
        throw CommandFailure(.invalid, ["error: there is nothing to simulate"])
      }
      return try target.varied(
        text, at: path, fits.files, in: home + way, replications: command.replications, seed: command.seed)
    }

    func answer(_ check: FitCheck?, _ text: String?, version: String) -> FitAnswer {
      FitAnswer(
        name: target.name, source: FitAnswer.Source(reader), study: study, check: check, scenario: fits,
        scenarioText: target.isScenario ? nil : text, quotas: quotas, options: (try? command.lawOptions()) ?? .init(),
        version: version)
    }
  }
}
