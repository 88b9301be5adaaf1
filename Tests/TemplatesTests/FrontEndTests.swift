import Templates
import Testing

/// What each kind of template comes to.
@Suite struct FrontEndTests {
  @Test func samBecomesAScenario() throws {
    let made = try Made([("template.yaml", Samples.sam), ("order.asl.json", Samples.order)])
    #expect(made.notes == [] && made.problems == [])
    #expect(made.machines == ["order-dev", "Payment"])
    #expect(
      made.block("stateMachines:") == """
        stateMachines:
          order-dev:
            definition: ../order.asl.json
            substitutions:
              PaymentArn: "arn:aws:states:us-east-1:123456789012:stateMachine:Payment"
              Lines: "7"
          Payment:
            definition: definitions/Payment.asl.json
            type: EXPRESS
            substitutions:
              ChargeFunction.Arn: "arn:aws:lambda:us-east-1:123456789012:function:ChargeFunction"
              Payments: payments-dev
        """)
    #expect(
      made.block("services:") == """
        services:
          ChargeFunction:  # timeout 20s, 256 MB
            latency: { lognormal: { p50: 100ms, p99: 1s } }  # a placeholder
            concurrency: 5  # ReservedConcurrentExecutions
            result: { json: {"id":"example"} }  # a placeholder
          "arn:aws:states:::dynamodb:putItem":
            latency: { lognormal: { p50: 10ms, p99: 50ms } }  # a placeholder
        """)
    #expect(
      made.block("load:") == """
        load:
          - start: order-dev
            arrivals: { poisson: 1/s }
            for: 5m
            input: { json: {"lines":[1]} }
          # event Nightly: cron(0 3 * * ? *)
          # - { start: order-dev, arrivals: { schedule: "cron(0 3 * * ? *)" }, for: 24h, \
        input: { json: {"lines":[1]} } }
          # event Hook: POST /orders
          # - { start: order-dev, arrivals: { poisson: 1/s }, for: 5m, input: { json: {"lines":[{},{},{}]} } }
        """)
    let payment = made.definitions["definitions/Payment.asl.json"] ?? ""
    #expect(payment.contains(#""FunctionName": "${ChargeFunction.Arn}""#), "\(payment)")
    #expect(payment.contains(#""Resource": "arn:${AWS::Partition}:states:::dynamodb:putItem""#), "\(payment)")
  }

  @Test func parametersAndPlaceAreGiven() throws {
    var options = TemplateOptions()
    options.parameters = [("Stage", "prod")]
    options.region = "eu-west-2"
    options.account = "111122223333"
    let made = try Made([("template.yaml", Samples.sam), ("order.asl.json", Samples.order)], options: options)
    #expect(made.machines == ["order-prod", "Payment"] && made.notes == [])
    #expect(made.scenario.contains("concurrency: 50"))
    #expect(made.scenario.contains(#"PaymentArn: "arn:aws:states:eu-west-2:111122223333:stateMachine:Payment""#))
    options.parameters = [("Stag", "prod")]
    let misspelt = try Made([("template.yaml", Samples.sam), ("order.asl.json", Samples.order)], options: options)
    #expect(misspelt.notes.first?.contains("nothing here has the parameter \"Stag\"") == true)
  }

  /// CDK writes the same as one text, under ids with hashes.
  @Test func theTwinOfCDKHasTheSameParts() throws {
    let made = try Made("Shop.template.json", Samples.cdk)
    #expect(made.notes == [] && made.problems == [])
    #expect(made.machines == ["Payment", "Order"])
    #expect(made.scenario.contains("  Charge:  # timeout 20s, 256 MB\n"))
    #expect(made.block("load:").contains("# - { start: Order, arrivals: { schedule: \"rate(1 day)\" }"))
    let payment = made.definitions["definitions/Payment.asl.json"] ?? ""
    #expect(payment.hasPrefix("{\n  \"StartAt\": \"Charge\",\n"), "on lines of its own")
    #expect(payment.contains(#""Resource": "arn:${AWS::Partition}:states:::lambda:invoke""#))
  }

  @Test func anAssemblyHasStacksOfStacks() throws {
    let outer = """
      {"Resources": {"Nest": {"Type": "AWS::CloudFormation::Stack", "Properties": {
          "TemplateURL": {"Fn::Sub": "https://s3.${AWS::URLSuffix}/assets-${AWS::AccountId}/abc.json"},
          "Parameters": {"Name": "inner"}}},
        "Outer": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join": ["", [
          "{\\"StartAt\\":\\"A\\",\\"States\\":{\\"A\\":{\\"Type\\":\\"Task\\",\\"Resource\\":\\"arn:aws:\
      states:::states:startExecution\\",\\"Parameters\\":{\\"StateMachineArn\\":\\"",
          {"Fn::GetAtt": ["Nest", "Outputs.Ref"]},
          "\\"},\\"End\\":true}}}"]]}}}}}
      """
    let inner = """
      {"Parameters": {"Name": {"Type": "String"}}, "Outputs": {"Ref": {"Value": {"Ref": "Inner"}}},
       "Resources": {"Inner": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
         "StateMachineName": {"Ref": "Name"}, "DefinitionString": "{\\"StartAt\\":\\"P\\",\\"States\\":{\\"P\\":{\
      \\"Type\\":\\"Pass\\",\\"End\\":true}}}"}}}}
      """
    let assets = """
      {"files": {"abc": {"source": {"path": "inner.template.json"}, "destinations": {"x": {"objectKey": "abc.json"}}}}}
      """
    let manifest = """
      {"version": "1", "artifacts": {"Shop": {"type": "aws:cloudformation:stack",
        "environment": "aws://111122223333/eu-west-1", "properties": {"templateFile": "Shop.template.json"}}}}
      """
    let made = try Made(
      [
        ("cdk.out/manifest.json", manifest), ("cdk.out/Shop.template.json", outer),
        ("cdk.out/Shop.assets.json", assets), ("cdk.out/inner.template.json", inner),
      ], templates: ["cdk.out"])
    #expect(made.notes == [] && made.problems == [])
    #expect(made.machines == ["Outer", "inner"])
    #expect(made.scenario.contains("arn:aws:states:eu-west-1:111122223333:stateMachine:inner"))
  }

  @Test func serverlessBecomesAScenario() throws {
    let made = try Made("serverless.yml", Samples.serverless)
    #expect(made.notes == [] && made.problems == [])
    #expect(made.machines == ["payment", "order-dev"])
    #expect(made.scenario.contains("name: shop\nregion: eu-west-1\n"))
    #expect(made.scenario.contains("  shop-dev-charge:  # timeout 20s\n"))
    #expect(made.scenario.contains("  review:\n    workers: 10"))
    #expect(made.block("load:").contains("# event schedule 1: rate(5 minutes)"))
    #expect(made.block("load:").contains("# event http 2: POST order"))
    let order = made.definitions["definitions/order-dev.asl.json"] ?? ""
    #expect(order.contains("\"MaxConcurrency\": 4"), "\(order)")
  }

  @Test func terraformBecomesAScenario() throws {
    let made = try Made("plan.json", Samples.terraform)
    #expect(made.notes == [] && made.problems == [])
    #expect(made.machines == ["order", "payment"])
    #expect(made.scenario.contains("region: eu-west-1\n"))
    #expect(
      made.scenario.contains(
        #"aws_lambda_function.charge.arn: "arn:aws:lambda:eu-west-1:123456789012:function:charge""#))
    #expect(made.block("load:").contains(#"schedule: "rate(1 day)" }, for: 24h, input: { json: {"lines":[1]} } }"#))
    #expect(made.scenario.contains("concurrency: 5"))
  }

  /// What a plan knows only after it is applied stands in the files that it was made of.
  @Test func terraformFilesHaveWhatThePlanDoesNotKnow() throws {
    let plan = """
      {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
        {"address": "aws_lambda_function.f", "type": "aws_lambda_function", "name": "f", "mode": "managed",
         "values": {"function_name": "fun"}},
        {"address": "aws_sfn_state_machine.m", "type": "aws_sfn_state_machine", "name": "m", "mode": "managed",
         "values": {"name": "m"}}]}},
       "configuration": {"root_module": {"resources": [{"type": "aws_sfn_state_machine", "name": "m",
         "expressions": {"definition": {"references": ["aws_lambda_function.f.arn", "aws_lambda_function.f"]}}}]}}}
      """
    let sources = """
      resource "aws_sfn_state_machine" "m" {
        name       = "m"
        definition = <<EOF
      { "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "${aws_lambda_function.f.arn}",
        "End": tru } } }
      EOF
      }
      """
    let broken = try Made([("plan.json", plan), ("main.tf", sources)])
    #expect(broken.problems.first?.hasPrefix("main.tf:5:10: error: found 't', expected a value") == true)
    let made = try Made([("plan.json", plan), ("main.tf", sources.replacing("tru }", with: "true }"))])
    #expect(made.notes == [] && made.problems == [] && made.machines == ["m"])
    let alone = try Made("plan.json", plan)
    #expect(alone.machines == [])
    #expect(alone.notes.count == 1 && alone.notes[0].hasPrefix("plan.json:4:"), "\(alone.notes)")
    #expect(alone.notes[0].contains("only after it is applied, after aws_lambda_function.f.arn"))
  }

  private static let indexed = """
    {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
      {"address": "aws_lambda_function.f[0]", "type": "aws_lambda_function", "name": "f", "mode": "managed", "index": 0,
       "values": {"function_name": "fun"}},
      {"address": "aws_sfn_state_machine.m", "type": "aws_sfn_state_machine", "name": "m", "mode": "managed",
       "values": {"name": "m"}}]}},
     "configuration": {"root_module": {"resources": [
       {"mode": "data", "type": "aws_caller_identity", "name": "me"}]}}}
    """

  private static let written: [(value: String, problem: String?)] = [
    (
      "jsonencode({ StartAt = \"A\", States = { A = { Type = \"Task\", Resource = aws_lambda_function.f[0].arn,\n"
        + "    # why\n    \"End\" : true } } })", nil
    ),
    (
      "jsonencode({ StartAt = \"A\"\n States = {\n  A = { Type = \"Task\", "
        + "Resource = \"${aws_lambda_function.f[0].arn}\"\n"
        + "  Nxt = \"B\" } } })", "main.tf:5:3: error: unknown field \"Nxt\""
    ),
    (
      "local.text\n}\nlocals {\n  text = <<-END\n  { \"StartAt\": \"A\", \"States\": { \"A\": { \"Type\": \"Task\",\n"
        + "    \"Resource\": \"${aws_lambda_function.f[0].arn}\", \"End\": true } } }\n  END", nil
    ),
    ("templatefile(\"${path.module}/m.json\", { fn = aws_lambda_function.f[0].arn, n = 5 })", nil),
    ("file(\"m.json\")", "m.json:1:64: warning: m: no value is known for \"${fn}\""),
  ]

  @Test(arguments: written) func terraformFilesAreReadAsTheyAreWritten(row: (value: String, problem: String?)) throws {
    let file =
      #"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${fn}", "TimeoutSeconds": ${n}, "End": true}}}"#
    let sources = "resource \"aws_sfn_state_machine\" \"m\" {\n  definition = \(row.value)\n}\n"
    let made = try Made([("plan.json", Self.indexed), ("main.tf", sources), ("m.json", file)])
    if let problem = row.problem {
      let said = made.problems + made.notes
      #expect(said.contains { $0.hasPrefix(problem) }, "\(said)")
    } else {
      #expect(made.problems == [] && made.machines == ["m"], "\(made.problems) \(made.notes)")
      #expect(made.scenario.contains("  fun:\n"), "\(made.scenario)")
    }
  }

  @Test func definitionsAloneBecomeAScenario() throws {
    let order = Samples.order.replacing("${Lines}", with: "2").replacing("${PaymentArn}", with: "${PaymentMachineArn}")
    let payment =
      #"{"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "${ChargeFunctionArn}", "End": true}}}"#
    let made = try Made(
      [("flows/order.asl.json", order), ("flows/payment.json", payment), ("flows/package.json", "{}")],
      templates: ["flows"])
    #expect(made.problems == [] && made.machines == ["order", "payment", "PaymentMachine"])
    #expect(
      made.notes.contains {
        $0.hasPrefix(
          "flows/payment.json:1:64: warning: payment: no value is known for \"${ChargeFunctionArn}\"; "
            + "arn:aws:lambda:us-east-1:123456789012:function:ChargeFunction stands for it")
      }, "\(made.notes)")
  }
}
