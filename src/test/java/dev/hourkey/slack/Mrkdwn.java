package dev.hourkey.slack;

import java.util.ArrayList;
import java.util.List;

/**
 * What Slack makes of a {@code mrkdwn} text that is taken verbatim. Where Slack's clients differ,
 * for instance in what may stand beside a star, this takes everything for markup that one of them
 * could take for it.
 *
 * @param active mentions, links, dates and formats, in their order; also what is not escaped
 * @param visible the text that people read, with the labels of links and the fallbacks of dates
 */
record Mrkdwn(List<String> active, String visible) {
  static Mrkdwn of(String text) {
    Reader reader = new Reader();
    String[] parts = text.split("```", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean closed = i % 2 == 1 && i < parts.length - 1;
      if (closed) {
        reader.active.add("code block");
        reader.visible.append(unescaped(parts[i]));
      } else {
        parts[i].lines().forEach(reader::line);
      }
    }
    return new Mrkdwn(List.copyOf(reader.active), reader.visible.toString());
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  private static final class Reader {
    private final List<String> active = new ArrayList<>();
    private final StringBuilder visible = new StringBuilder();

    void line(String line) {
      String text = line.stripLeading();
      if (text.startsWith("&gt;") || text.startsWith(">")) {
        active.add("quotation");
      }
      inline(line);
      visible.append('\n');
    }

    private void inline(String text) {
      int i = 0;
      while (i < text.length()) {
        i = next(text, i);
      }
    }

    /** Reads what begins at an index, and returns the index after it. */
    private int next(String text, int i) {
      char one = text.charAt(i);
      int end =
          switch (one) {
            case '<' -> text.indexOf('>', i);
            case '`' -> text.indexOf('`', i + 2);
            case '*', '_', '~' -> opens(text, i) ? closing(text, i) : -1;
            default -> -1;
          };
      if (end < 0) {
        return literally(text, i);
      }
      String inside = text.substring(i + 1, end);
      switch (one) {
        case '<' -> token(inside);
        case '`' -> {
          active.add("code");
          visible.append(unescaped(inside));
        }
        default -> {
          active.add("format " + one);
          inline(inside);
        }
      }
      return end + 1;
    }

    private int literally(String text, int i) {
      String rest = text.substring(i, Math.min(text.length(), i + 5));
      for (String entity : List.of("&lt;", "&gt;", "&amp;")) {
        if (rest.startsWith(entity)) {
          visible.append(unescaped(entity));
          return i + entity.length();
        }
      }
      char one = text.charAt(i);
      if (one == '<' || one == '>' || one == '&') {
        active.add("not escaped: " + one);
      }
      visible.append(one);
      return i + 1;
    }

    private void token(String inside) {
      int bar = inside.indexOf('|');
      String head = bar < 0 ? inside : inside.substring(0, bar);
      active.add("<" + head + ">");
      visible.append(unescaped(bar < 0 ? inside : inside.substring(bar + 1)));
    }

    private static boolean opens(String text, int i) {
      return (i == 0 || !Character.isLetterOrDigit(text.codePointBefore(i)))
          && i + 1 < text.length()
          && !Character.isWhitespace(text.charAt(i + 1));
    }

    private static int closing(String text, int from) {
      char mark = text.charAt(from);
      for (int i = text.indexOf(mark, from + 2); i >= 0; i = text.indexOf(mark, i + 1)) {
        boolean closes =
            !Character.isWhitespace(text.charAt(i - 1))
                && (i + 1 == text.length() || !Character.isLetterOrDigit(text.codePointAt(i + 1)));
        if (closes) {
          return i;
        }
      }
      return -1;
    }
  }
}
