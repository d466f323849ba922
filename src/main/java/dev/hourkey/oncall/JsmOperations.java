package dev.hourkey.oncall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.http.Credentials;
import dev.hourkey.http.Credentials.Setting;
import dev.hourkey.http.JsonAnswer;
import dev.hourkey.http.JsonApi;
import dev.hourkey.policy.OnCallSchedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The schedules of Jira Service Management Operations, with overrides applied. They name Atlassian
 * accounts. Jira shows an account's address only if its owner allows it.
 */
@ApplicationScoped
class JsmOperations implements OnCallTool {
  static final String CLOUD_ID = "hourkey.oncall.jsm-cloud-id";
  static final String USER = "hourkey.oncall.jsm-user";
  static final String TOKEN = "hourkey.oncall.jsm-token";

  private final JsonApi api;
  private final String cloudId;

  JsmOperations(OnCallConfig config, Clock clock) {
    cloudId = config.jsmCloudId().orElse("");
    api =
        new JsonApi(
            OnCallSchedule.Tool.JSM.label(),
            config.jsmUrl(),
            Credentials.basic(
                    new Setting(USER, config.jsmUser()), new Setting(TOKEN, config.jsmToken()))
                .with(new Setting(CLOUD_ID, config.jsmCloudId())),
            JsonApi.JSON_TYPE,
            clock);
  }

  @Override
  public Shift now(String schedule) {
    String doing = "ask Jira Service Management who is on call for " + schedule;
    JsonAnswer answer =
        api.get(
            doing,
            List.of("jsm", "ops", "api", cloudId, "v1", "schedules", schedule, "on-calls"),
            Map.of("flat", "true"));
    JsonNode accounts = api.accepted(doing, answer, JsmOperations::hint).path("onCallUsers");
    if (!accounts.isArray()) {
      throw api.unexpected(doing, "'onCallUsers'");
    }
    Set<String> mails = new HashSet<>();
    accounts.forEach(account -> mails.add(mail(doing, account.asText())));
    return new Shift(mails, Optional.empty());
  }

  private String mail(String doing, String accountId) {
    JsonAnswer answer =
        api.get(
            doing,
            List.of("ex", "jira", cloudId, "rest", "api", "3", "user"),
            Map.of("accountId", accountId));
    String mail = api.accepted(doing, answer, JsmOperations::hint).path("emailAddress").asText("");
    if (mail.isBlank()) {
      throw api.refused(
          doing,
          answer,
          "the profile of account "
              + accountId
              + " hides its address; its owner or the organization has to show it");
    }
    return mail;
  }

  /** If a permission is missing, Atlassian answers 401, 403 or 404, depending on the permission. */
  private static String hint(JsonAnswer refusal) {
    return switch (refusal.status()) {
      case 401 ->
          TOKEN + " is not valid or lacks the scope read:ops-config:jira-service-management";
      case 403, 404 ->
          "there is no such schedule or account, or the account of "
              + USER
              + " is not allowed to see it; it must belong to the team that owns the schedule";
      default -> "no reason given";
    };
  }
}
