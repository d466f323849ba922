package dev.hourkey.policy;

/** Whether a text has anything that people can see. */
public final class Visible {
  private Visible() {}

  /** False for a text of spaces, control and format characters and other blanks only. */
  public static boolean in(String text) {
    return text.codePoints().anyMatch(Visible::shows);
  }

  private static boolean shows(int character) {
    return switch (character) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> false;
      default ->
          switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.PRIVATE_USE,
                Character.UNASSIGNED,
                Character.NON_SPACING_MARK,
                Character.ENCLOSING_MARK ->
                false;
            default -> true;
          };
    };
  }
}
