package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.view.ViewState;
import com.slack.api.util.json.GsonFactory;
import org.junit.jupiter.api.Test;

class RequestFormTest {
  @Test
  void several_choices_are_read_in_their_order() {
    assertThat(
            RequestForm.selected(
                what("\"selected_options\": [{\"value\": \"b\"}, {\"value\": \"a\"}]")))
        .containsExactly("b", "a");
  }

  @Test
  void a_single_choice_counts_as_well() {
    assertThat(RequestForm.selected(what("\"selected_option\": {\"value\": \"a\"}")))
        .containsExactly("a");
  }

  @Test
  void nothing_is_selected_in_an_empty_form() {
    assertThat(RequestForm.selected(null)).isEmpty();
    assertThat(RequestForm.selected(what("\"selected_options\": []"))).isEmpty();
  }

  private static ViewState what(String value) {
    return GsonFactory.createSnakeCase()
        .fromJson("{\"values\": {\"what\": {\"what\": {%s}}}}".formatted(value), ViewState.class);
  }
}
