package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.ChatProfiles.About;
import dev.hourkey.person.ChatProfiles.Address;
import dev.hourkey.person.ChatProfiles.Profile;
import dev.hourkey.person.ChatUser;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.UserProfile;
import dev.hourkey.sandbox.slack.UserProfile.Grid;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceGuardTest {
  private static final String OURS = "T0HOURKEY";

  private final Sandbox sandbox = new Sandbox(0);
  private final SlackConfig config = new At(sandbox);
  private final WorkspaceGuard workspace = new WorkspaceGuard(config);
  private final SlackProfiles profiles =
      new SlackProfiles(new SlackApi(config), config, Clock.systemUTC());

  @AfterEach
  void close() {
    sandbox.close();
  }

  @ParameterizedTest
  @CsvSource({
    "T0HOURKEY, , T0HOURKEY",
    "T0HOURKEY, , ",
    "T0HOURKEY, E0GRID, T0HOME",
    "T0HOURKEY, E0GRID, E0GRID",
    ", E0GRID, T0HOME"
  })
  void somebody_is_one_person_whatever_workspace_a_payload_names(
      String payload, String enterprise, String home) {
    assertThat(workspace.sender(payload, enterprise, home, "U0ANA"))
        .hasValue(new ChatUser(OURS, "U0ANA"));
  }

  @ParameterizedTest
  @CsvSource({
    "T0HOURKEY, , T0OTHER, U0HUGO",
    "T0OTHER, , T0OTHER, U0HUGO",
    "T0OTHER, E0GRID, T0HOURKEY, U0ANA",
    ", , T0HOURKEY, U0ANA",
    ", , , U0ANA",
    "T0HOURKEY, , T0HOURKEY, "
  })
  void payloads_from_other_workspaces_or_without_a_sender_are_ignored(
      String payload, String enterprise, String home, String user) {
    assertThat(workspace.sender(payload, enterprise, home, user)).isEmpty();
  }

  @Test
  void a_member_whose_home_is_another_workspace_of_the_grid_is_a_member() {
    grid("U0ANA", "T0HOME", "T0HOME", OURS);
    assertThat(profile("U0ANA"))
        .isEqualTo(
            new Profile.Member(
                new Address.Confirmed("ana@example.com"),
                false,
                new About(
                    Optional.of("Site reliability engineer"),
                    Optional.of(ZoneId.of("Europe/Berlin")))));
  }

  @Test
  void somebody_of_the_grid_who_is_not_in_our_workspace_is_a_stranger() {
    grid("U0ANA", "T0HOME", "T0HOME");
    assertThat(profile("U0ANA")).isInstanceOf(Profile.Outsider.class);
  }

  @Test
  void somebody_of_whom_slack_names_no_workspace_is_a_stranger() {
    grid("U0ANA", OURS);
    assertThat(profile("U0ANA")).isInstanceOf(Profile.Outsider.class);
  }

  @Test
  void a_stranger_is_an_outsider_even_if_their_grid_lists_our_workspace() {
    grid("U0HUGO", "T0OTHER", "T0OTHER", OURS);
    assertThat(profile("U0HUGO")).isInstanceOf(Profile.Outsider.class);
  }

  private void grid(String user, String home, String... teams) {
    UserProfile person =
        sandbox.slack().people().stream()
            .filter(one -> one.id().equals(user))
            .findFirst()
            .orElseThrow();
    sandbox.slack().change(person.inGrid(home, new Grid("E0GRID", List.of(teams))));
  }

  private Profile profile(String user) {
    return profiles.of(new ChatUser(OURS, user));
  }

  record At(Sandbox sandbox) implements SlackConfig {
    @Override
    public Transport transport() {
      return Transport.HTTP;
    }

    @Override
    public String botToken() {
      return sandbox.slack().botToken();
    }

    @Override
    public Optional<String> signingSecret() {
      return Optional.empty();
    }

    @Override
    public Optional<String> appToken() {
      return Optional.empty();
    }

    @Override
    public String teamId() {
      return OURS;
    }

    @Override
    public boolean discussions() {
      return false;
    }

    @Override
    public URI apiUrl() {
      return URI.create(sandbox.uri() + "/api/");
    }
  }
}
