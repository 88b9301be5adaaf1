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
      fits = Self.fits(command, target, study, quotas, folder, command.arrivals)
    }

    private static func fits(
      _ command: Fit, _ target: FitTarget, _ study: FitStudy, _ quotas: QuotaList?, _ folder: String,
      _ load: FitScenario.Load
    ) -> FitScenario {
      // A scenario of one's own names the files of the answer from where it lies.
      let way = command.scenario.map { RelativePath.text(from: File.folder(of: $0), to: folder) } ?? ""
      let machines = target.canRun ? Set(target.machines.map(\.name)) : nil
      return FitScenario(
        study, folder: way.isEmpty ? "" : way + "/", keepsData: !command.noData,
        machines: target.isScenario ? machines : nil, load: load, quotas: quotas)
    }

    func text() throws -> String? { try text(fits) }

    @inline(never)
    private func text(_ fits: FitScenario) throws -> String? {
      do throws(ScenarioEdit.Problem) {
        return try target.text(fits, reader.observations, in: folder)
      } catch {
        guard command.write || command.check else { return nil }
        throw CommandFailure(.invalid, "\(command.scenario ?? ""): error: \(error.message)", hint: error.hint)
      }
    }

    /// The scenario with the fits in it, and the recorded starts as its load.
    @inline(never)
    func recordedArrivals() throws -> VariedScenario {
      let fits = Self.fits(command, target, study, quotas, folder, .trace)
      let path = command.scenario ?? folder + "scenario.yaml"
      guard let text = try text(fits) else {
        throw CommandFailure(.invalid, ["error: there is nothing to simulate"])
      }
      let way = command.scenario.map { RelativePath.text(from: File.folder(of: $0), to: folder) + "/" } ?? ""
      return try target.varied(
        text, at: path, fits.files, in: File.folder(of: path) + way, replications: command.replications,
        seed: command.seed)
    }

    func answer(_ check: FitCheck?, _ text: String?, version: String) -> FitAnswer {
      FitAnswer(
        name: target.name, source: FitAnswer.Source(reader), study: study, check: check, scenario: fits,
        scenarioText: target.isScenario ? nil : text, quotas: quotas, options: (try? command.lawOptions()) ?? .init(),
        version: version)
    }
  }
}
