package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.cli.SettleCommand.Arguments;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code hourkey settle}, on members that a restored database does not explain. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class SettleCommandTest {
  @Inject SettleCommand settler;
  @Inject DataSource database;

  @BeforeEach
  void twoMembersAreNotExplained() throws SQLException {
    Sql.empty(database, "drift, membership, standing_membership, compared_group");
    unexplained("g1", "aws-prod-readonly", "a", "Ana Lima (ana@example.com)");
    unexplained("g1", "aws-prod-readonly", "b", "Bruno Costa (bruno@example.com)");
    unexplained("g2", "aws-prod-admin", "a", "Ana Lima (ana@example.com)");
  }

  @Test
  void without_a_decision_it_lists_and_changes_nothing() throws SQLException {
    assertThat(settler.settle(arguments())).isEqualTo(1);
    assertThat(number("drift where resolved_at is null")).isEqualTo(3);
  }

  @Test
  void one_person_of_one_group_is_adopted_by_user_name() throws SQLException {
    settler.settle(arguments("ADOPT", "aws-prod-readonly", "ANA@example.com"));
    assertThat(number("standing_membership where group_id = 'g1' and person_id = 'a'")).isOne();
    assertThat(number("standing_membership")).isOne();
    assertThat(number("drift where settled_as = 'ADOPTED'")).isOne();
    assertThat(number("drift where resolved_at is null")).isEqualTo(2);
  }

  @Test
  void an_unlisted_person_changes_nothing_for_the_others() throws SQLException {
    assertThat(settler.settle(arguments("REMOVE", "g1", "a", "nobody"))).isEqualTo(1);
    assertThat(number("drift where resolved_at is null")).isEqualTo(3);
  }

  @Test
  void all_members_of_a_group_are_removed() throws SQLException {
    assertThat(settler.settle(arguments("REMOVE", "g1"))).isEqualTo(1);
    assertThat(number("membership where group_id = 'g1' and managed_since is not null"))
        .isEqualTo(2);
    assertThat(settler.settle(arguments("ADOPT"))).isZero();
    assertThat(number("drift where resolved_at is null")).isZero();
  }

  private static Arguments arguments(String... given) {
    return CommandLine.populateCommand(new Arguments(), given);
  }

  private void unexplained(String group, String groupName, String member, String name)
      throws SQLException {
    execute(
        """
        insert into drift (id, kind, group_id, group_name, member, name, first_seen, last_seen)
        values (gen_random_uuid(), 'UNEXPLAINED', '%s', '%s', '%s', '%s', now(), now())
        """
            .formatted(group, groupName, member, name));
  }

  private long number(String from) throws SQLException {
    return Sql.number(database, "select count(*) from " + from);
  }

  private void execute(String statement) throws SQLException {
    Sql.execute(database, statement);
  }
}
