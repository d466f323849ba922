package dev.hourkey.slack;

import java.util.List;
import java.util.Optional;

/**
 * A form, or something to read, in a window of its own.
 *
 * @param metadata comes back with the form
 * @param submit the button that sends it; absent where there is nothing to send
 */
record Modal(
    Optional<String> callback,
    Optional<String> metadata,
    String title,
    Optional<String> submit,
    String close,
    List<Block> blocks) {
  Modal {
    blocks = List.copyOf(blocks);
  }

  static Modal form(
      String callback, String metadata, String title, String submit, List<Block> blocks) {
    return new Modal(
        Optional.of(callback),
        Optional.of(metadata).filter(given -> !given.isEmpty()),
        title,
        Optional.of(submit),
        "Cancel",
        blocks);
  }

  /** The form before it can be filled, or the reason why it cannot. */
  static Modal unfilled(String callback, String title, Sentence why) {
    return new Modal(
        Optional.of(callback),
        Optional.empty(),
        title,
        Optional.empty(),
        "Cancel",
        List.of(new Block.Section(why)));
  }

  static Modal page(String title, List<Block> blocks) {
    return new Modal(
        Optional.empty(), Optional.empty(), title, Optional.empty(), "Close", blocks);
  }

  String json() {
    return BlockJson.of(this);
  }
}
