package dev.hourkey.oncall;

import dev.hourkey.sandbox.oncall.OnCallStandIn;
import java.net.URI;
import java.util.Optional;

/** Settings for the stand-ins at an address. */
record OnCallAt(URI sandbox, Optional<String> token) implements OnCallConfig {
  OnCallAt(URI sandbox) {
    this(sandbox, Optional.of(OnCallStandIn.TOKEN));
  }

  @Override
  public Optional<String> pagerdutyToken() {
    return token;
  }

  @Override
  public URI pagerdutyUrl() {
    return URI.create(sandbox + "/pagerduty/");
  }

  @Override
  public Optional<String> jsmCloudId() {
    return Optional.of(OnCallStandIn.CLOUD_ID);
  }

  @Override
  public Optional<String> jsmUser() {
    return Optional.of(OnCallStandIn.USER);
  }

  @Override
  public Optional<String> jsmToken() {
    return token;
  }

  @Override
  public URI jsmUrl() {
    return URI.create(sandbox + "/atlassian");
  }

  @Override
  public Optional<String> incidentIoToken() {
    return token;
  }

  @Override
  public URI incidentIoUrl() {
    return URI.create(sandbox + "/incident-io");
  }
}
