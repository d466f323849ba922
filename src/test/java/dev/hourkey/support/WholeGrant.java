package dev.hourkey.support;

import static dev.hourkey.support.Patience.await;
import static dev.hourkey.support.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A grant of some seconds from the request to its end, as Ana and Bruno see it in Slack. */
public final class WholeGrant {
  public static final String GROUP = "aws-prod-readonly";
  public static final String ENTITLEMENT = "prod-readonly";
  public static final String ANA = "ana@example.com";

  /** Under which it lasts four seconds. */
  public static final String POLICY =
      """
      version: 1
      channels: { approvals: aws-approvals, operations: aws-ops }
      entitlements:
        - id: prod-readonly
          name: Production, read only
          group: aws-prod-readonly
          permission_set: ReadOnlyAccess
          eligible: [group:engineering, group:sre-leads]
          approvers: [group:sre-leads]
          durations: [4s]
          warn_before: 2s
      """;

  private WholeGrant() {}

  /**
   * It is requested, approved, ready to be used, and ends; returns when Entra and AWS show that.
   */
  public static void lives(Sandbox sandbox) {
    WorkspaceUser ana = sandbox.slack().person("U0ANA");
    WorkspaceUser bruno = sandbox.slack().person("U0BRUNO");
    ask(ana);
    eventually(() -> assertThat(bruno.messages("aws-approvals")).isNotEmpty());
    bruno.click(bruno.latest("aws-approvals"), "approve");
    told(ana, "is ready until");
    assertThat(sandbox.entra().isMember(GROUP, ANA)).isTrue();
    assertThat(sandbox.aws().isMember(GROUP, ANA)).isTrue();
    told(ana, "End it now");
    told(ana, "has ended (time was up)");
    assertThat(sandbox.entra().isMember(GROUP, ANA)).isFalse();
    assertThat(sandbox.aws().isMember(GROUP, ANA)).isFalse();
  }

  /** Ana opens the form and sends it. */
  public static void ask(WorkspaceUser ana) {
    openForm(ana, ENTITLEMENT);
    eventually(
        () ->
            assertThat(ana.submit(Map.of("why", "INC-42: disk full on db-1")).answer()).isEmpty());
  }

  /**
   * Types the command with an entitlement's id, and waits until a new form is filled. On a busy
   * machine Slack may have given up by then: the person is asked to try again, and does.
   */
  public static void openForm(WorkspaceUser who, String entitlement) {
    Optional<String> before = who.form().map(View::id);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                who.run("general", "/aws-access " + entitlement).acknowledged()
                    && isFilled(who, before));
  }

  private static boolean isFilled(WorkspaceUser who, Optional<String> before)
      throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      Optional<String> filled =
          who.form().filter(form -> form.json().hasNonNull("submit")).map(View::id);
      if (filled.isPresent() && !filled.equals(before)) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  private static void told(WorkspaceUser ana, String words) {
    eventually(
        () ->
            assertThat(ana.directMessages()).anyMatch(message -> message.words().contains(words)));
  }
}
