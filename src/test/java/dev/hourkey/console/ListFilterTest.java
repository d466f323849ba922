package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.PersonSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListFilterTest {
  @Test
  void a_name_that_more_people_have_than_are_listed_is_too_vague() {
    assertThat(problems(PersonSearch.MAX_FOUND)).isEmpty();
    assertThat(problems(PersonSearch.MAX_FOUND + 1))
        .containsExactly(
            "More than 100 people are named “smith”. Use more of the name, the principal name or the"
                + " object id.");
  }

  private static List<String> problems(int people) {
    List<String> problems = new ArrayList<>();
    List<PersonId> found =
        ListFilter.named(
            "smith",
            _ -> IntStream.range(0, people).mapToObj(ListFilterTest::person).toList(),
            problems);
    assertThat(found).hasSize(people);
    return problems;
  }

  private static PersonId person(int number) {
    return new PersonId("11111111-0000-4000-8000-%012d".formatted(number));
  }
}
