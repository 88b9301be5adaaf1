extension ReportModel { func html() -> String { "" } }
