package dev.hourkey.oncall;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** The credentials of the on-call tools that the policy file names. */
@ConfigMapping(prefix = "hourkey.oncall")
public interface OnCallConfig {
  String PAGERDUTY_URL = "https://api.pagerduty.com";
  String JSM_URL = "https://api.atlassian.com";
  String INCIDENT_IO_URL = "https://api.incident.io";

  /** A read-only REST API key of PagerDuty. */
  Optional<String> pagerdutyToken();

  /** Where PagerDuty's REST API answers: accounts in the EU have an address of their own. */
  @WithDefault(PAGERDUTY_URL)
  URI pagerdutyUrl();

  /** The id of the Atlassian site that has Jira Service Management. */
  Optional<String> jsmCloudId();

  /** The mail address of the Atlassian account that the token belongs to. */
  Optional<String> jsmUser();

  /** An API token of that account. */
  Optional<String> jsmToken();

  /** Where Atlassian's API answers. */
  @WithDefault(JSM_URL)
  URI jsmUrl();

  /** An API key of incident.io that may view schedules. */
  Optional<String> incidentIoToken();

  /** Where incident.io's API answers. */
  @WithDefault(INCIDENT_IO_URL)
  URI incidentIoUrl();
}
