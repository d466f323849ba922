run "the_socket_needs_no_address" {
  command = plan
  assert {
    condition     = yamldecode(output.manifest).settings.socket_mode_enabled
    error_message = "The manifest for Socket Mode must have it on."
  }
}

run "over_http_slack_calls_the_address_given" {
  command = plan
  variables {
    transport  = "http"
    public_url = "https://hourkey.acme.test"
  }
  assert {
    condition     = yamldecode(output.manifest).settings.interactivity.request_url == "https://hourkey.acme.test/slack/events"
    error_message = "Slack would call another address."
  }
  assert {
    condition     = !strcontains(output.manifest, "https://hourkey.example.com")
    error_message = "An example address is left."
  }
}

run "another_transport_is_refused" {
  command = plan
  variables {
    transport = "smoke-signals"
  }
  expect_failures = [var.transport]
}
