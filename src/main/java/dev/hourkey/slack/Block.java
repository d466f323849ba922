package dev.hourkey.slack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of Block Kit that messages and forms use here. */
sealed interface Block {
  record Header(String text) implements Block {}

  /** A line between two parts. */
  record Divider() implements Block {}

  record Section(String mrkdwn) implements Block {
    Section(Sentence sentence) {
      this(sentence.mrkdwn());
    }
  }

  /** A section with a button beside it. */
  record Row(Sentence sentence, Button button) implements Block {}

  /** Short texts in two columns. */
  record Fields(List<Sentence> fields) implements Block {}

  /** Small print. */
  record Context(String mrkdwn) implements Block {
    Context(Sentence sentence) {
      this(sentence.mrkdwn());
    }
  }

  /** Foreign text as a quotation, in rich text, which shows it literally. */
  record Quote(String foreign) implements Block {}

  /** Preformatted text. */
  record Code(String text) implements Block {}

  /**
   * A sentence as rich text. A message that once had rich text, such as a {@link Quote}, must keep
   * some.
   */
  record RichLine(Sentence sentence) implements Block {}

  /**
   * A bar chart, whose labels have at most 20 characters each. Some versions of Slack show no
   * charts, so the message needs the same numbers as text.
   */
  record BarChart(String title, Map<String, Long> bars) implements Block {}

  record Actions(String id, List<Button> buttons) implements Block {}

  record Input(String id, String label, Optional<String> hint, Field field) implements Block {
    Input(String id, String label, Field field) {
      this(id, label, Optional.empty(), field);
    }
  }

  /** What an {@link Input} asks for. */
  sealed interface Field {
    /** Whether Slack reports a choice before the form is submitted. */
    default boolean updates() {
      return false;
    }

    /** Whether it may be left empty. */
    default boolean optional() {
      return false;
    }

    /** Several lines of text. Its action id is the id of the input. */
    record TextArea(int maxLength, String initial) implements Field {
      public TextArea {
        initial = SlackText.cut(SlackText.clean(initial), maxLength);
      }
    }

    /** One line of text that may be left empty. Its action id is the id of the input. */
    record OptionalText(int maxLength) implements Field {
      @Override
      public boolean optional() {
        return true;
      }
    }

    /** A person of the workspace; may be left empty. Its action id is the id of the input. */
    record OptionalUser() implements Field {
      @Override
      public boolean optional() {
        return true;
      }
    }

    /**
     * A multi-select. Slack asks for its options while somebody types, and a choice updates the
     * form.
     */
    record Search(String actionId, List<Option> initial, int max) implements Field {
      @Override
      public boolean updates() {
        return true;
      }
    }

    /** A checkbox that is not ticked at first. */
    record Checkbox(String actionId, Option option) implements Field {
      @Override
      public boolean optional() {
        return true;
      }
    }

    /**
     * One of several options.
     *
     * @param updates whether Slack reports a choice before the form is submitted
     */
    record Select(String actionId, List<Option> options, Optional<Option> initial, boolean updates)
        implements Field {}

    /** A date and time; may be left empty. */
    record DateTime(String actionId) implements Field {
      @Override
      public boolean optional() {
        return true;
      }
    }
  }

  record Option(String text, String value) {}

  /** Returns as many sections as the text needs, split between lines. */
  static List<Block> sections(String mrkdwn) {
    List<Block> sections = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String line : mrkdwn.lines().toList()) {
      if (!part.isEmpty() && part.length() + line.length() > BlockJson.SECTION) {
        sections.add(new Section(part.toString()));
        part.setLength(0);
      }
      part.append(line).append('\n');
    }
    sections.add(new Section(part.toString()));
    return sections.subList(0, Math.min(sections.size(), BlockJson.MAX_BLOCKS));
  }

  /** The same blocks for a Slack that shows no charts. */
  static List<Block> withoutCharts(List<Block> blocks) {
    return blocks.stream().filter(block -> !(block instanceof BarChart)).toList();
  }

  /** The same blocks, but the first one is the whole text as rich text. */
  static List<Block> withRichText(List<Block> blocks, String text) {
    List<Block> all = new ArrayList<>(blocks);
    if (!all.isEmpty()) {
      all.removeFirst();
    }
    all.addFirst(new RichLine(Sentence.of("{}", text)));
    return all;
  }
}
