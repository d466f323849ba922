package dev.hourkey.slack;

import java.util.Optional;

/**
 * A button.
 *
 * @param value the id that comes back with a click; a link has a URL instead
 * @param label what screen readers say; absent where the text is enough
 */
record Button(
    String actionId,
    String text,
    Optional<String> value,
    Optional<String> url,
    Optional<String> style,
    Optional<String> label,
    Optional<Confirm> confirm) {

  /** The question that people answer before a click counts. */
  record Confirm(String title, String text, String yes, String no) {}

  static Button of(ActionId action, String text, Object value) {
    return new Button(
        action.value(),
        text,
        Optional.of(value.toString()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Button link(String actionId, String text, String url) {
    return new Button(
        actionId,
        text,
        Optional.empty(),
        Optional.of(url),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Button primary() {
    return styled("primary");
  }

  Button danger() {
    return styled("danger");
  }

  Button labelled(String label) {
    return new Button(actionId, text, value, url, style, Optional.of(label), confirm);
  }

  Button confirmed(Confirm question) {
    return new Button(actionId, text, value, url, style, label, Optional.of(question));
  }

  private Button styled(String style) {
    return new Button(actionId, text, value, url, Optional.of(style), label, confirm);
  }
}
