package dev.hourkey.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.model.view.ViewState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads what somebody entered in a form. */
final class FormAnswers {
  private FormAnswers() {}

  /** What the form is about and, if it was opened from one, the channel. */
  static String[] metadata(ViewSubmissionPayload form) {
    return form.getView().getPrivateMetadata().split(" ", 2);
  }

  static Optional<String> channel(ViewSubmissionPayload form) {
    String[] metadata = metadata(form);
    return Optional.of(metadata.length > 1 ? metadata[1] : "")
        .filter(channel -> !channel.isEmpty());
  }

  static String selected(ViewSubmissionPayload form, String block, String action) {
    return value(form, block, action)
        .map(ViewState.Value::getSelectedOption)
        .map(ViewState.SelectedOption::getValue)
        .orElse("");
  }

  static boolean ticked(ViewSubmissionPayload form, String block, String action) {
    return value(form, block, action)
        .map(ViewState.Value::getSelectedOptions)
        .filter(options -> !options.isEmpty())
        .isPresent();
  }

  static Optional<Instant> time(ViewSubmissionPayload form, String block, String action) {
    return value(form, block, action)
        .map(ViewState.Value::getSelectedDateTime)
        .map(Instant::ofEpochSecond);
  }

  static String text(ViewSubmissionPayload form, String id) {
    return value(form, id, id).map(ViewState.Value::getValue).map(SlackText::clean).orElse("");
  }

  static Optional<ViewState.Value> value(ViewSubmissionPayload form, String block, String action) {
    return Optional.ofNullable(form.getView().getState().getValues().get(block))
        .map(actions -> actions.get(action));
  }

  static Optional<Duration> duration(String seconds) {
    return seconds.matches("[0-9]{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds)))
        : Optional.empty();
  }
}
