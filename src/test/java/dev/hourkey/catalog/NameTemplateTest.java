package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameTemplateTest {
  private static final AwsAccess ONE =
      new AwsAccess(List.of(target("111122223333", "Prod & Co", AwsAccountState.ACTIVE)), true);
  private static final AwsAccess TWO =
      new AwsAccess(
          List.of(
              target("111122223333", "Prod", AwsAccountState.ACTIVE),
              target("444455556666", "Dev", AwsAccountState.ACTIVE)),
          true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{group}                          | aws-prod-readonly     | aws-prod-readonly",
        "{group}                          | AWS Prod (Read-Only)  | aws-prod-read-only",
        "{group}                          | Zürich_Ärzte          | zurich-arzte",
        "{account.name}-{permission_set}  | g                     | prod-co-readonlyaccess",
        "{ account.id }                   | g                     | 111122223333",
        "x-{group}                        | --G--                 | x-g",
        "{group} | a234567890b234567890c234567890d234567890e234567890f234567890g234567890 | a234567890b234567890c234567890d234567890e234567890f234567890g23",
      })
  void an_id_is_made_to_fit(String template, String group, String id) {
    assertThat(new NameTemplate(template).id(new EntraGroup("1", group), ONE)).isEqualTo(id);
  }

  @Test
  void a_name_keeps_what_people_wrote() {
    assertThat(
            new NameTemplate("{account.name}: {permission_set} ({group})")
                .name(new EntraGroup("1", "AWS $1 \\ Prod"), ONE))
        .isEqualTo("Prod & Co: ReadOnlyAccess (AWS $1 \\ Prod)");
  }

  @Test
  void a_placeholder_with_several_values_is_empty() {
    assertThatExceptionOfType(UnresolvableReference.class)
        .isThrownBy(() -> new NameTemplate("{account.name}").id(new EntraGroup("1", "g"), TWO))
        .withMessageContaining("opens more than one account, so {account.name} has no value");
    assertThat(new NameTemplate("{permission_set}").id(new EntraGroup("1", "g"), TWO))
        .isEqualTo("readonlyaccess");
  }

  @Test
  void an_id_waits_for_the_name_of_an_account_and_a_name_does_not() {
    AwsAccess silent =
        new AwsAccess(
            List.of(target("111122223333", "111122223333", AwsAccountState.UNKNOWN)), true);
    NameTemplate template = new NameTemplate("{account.name}");
    EntraGroup group = new EntraGroup("1", "g");
    assertThatExceptionOfType(UnresolvableReference.Undecided.class)
        .isThrownBy(() -> template.id(group, silent));
    assertThat(template.name(group, silent)).isEqualTo("111122223333");
  }

  @Test
  void a_name_without_letters_and_digits_gives_no_id() {
    assertThatExceptionOfType(UnresolvableReference.class)
        .isThrownBy(() -> new NameTemplate("{group}").id(new EntraGroup("1", "本番"), ONE))
        .withMessageContaining("no letter and no digit is left");
  }

  private static AccountAssignment target(String id, String name, AwsAccountState state) {
    return new AccountAssignment(id, name, "ReadOnlyAccess", Optional.empty(), state);
  }
}
