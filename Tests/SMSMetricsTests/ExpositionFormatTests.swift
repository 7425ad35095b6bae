import Testing

@testable import SMSMetrics

struct ExpositionFormatTests {
  @Test(
    "text is written unless OpenMetrics is asked for",
    arguments: [
      nil, "", "*/*", "text/plain", "text/html,*/*;q=0.8", "application/json", ";;,=,q=",
      "application/openmetrics-text;q=0", "application/openmetrics-text;version=2.0.0",
      "application/openmetrics-text;q=0.5,text/plain", "application/openmetrics-text;q=x",
    ]
  )
  func text(_ accept: String?) {
    #expect(ExpositionFormat(accepting: accept) == .text)
  }

  @Test(
    "OpenMetrics is written to who asks for it",
    arguments: [
      "application/openmetrics-text", "Application/OpenMetrics-Text ; Version=1.0.0",
      "text/plain;q=0.5 , application/openmetrics-text; version=0.0.1",
      // Prometheus 2.42, and 3.
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
        + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,"
        + "*/*;q=0.2",
      "application/openmetrics-text;q=0.3,text/plain;q=0.2,*/*",
    ]
  )
  func openMetrics(_ accept: String) {
    #expect(ExpositionFormat(accepting: accept) == .openMetrics)
  }
}
