package dev.hourkey.text;

/** Counts with the right plural, such as {@code 1 grant} and {@code 2 grants}. */
public final class Counted {
  private Counted() {}

  /**
   * Such as <em>1 grant</em> or <em>2 entries</em>, for things with a plural on <em>-s</em> or
   * <em>-ies</em>.
   */
  public static String of(long number, String thing) {
    return of(number, thing, thing.endsWith("ry") ? thing.replaceFirst("y$", "ies") : thing + "s");
  }

  /** Such as <em>1 grant waits</em> or <em>2 grants wait</em>. */
  public static String of(long number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }
}
