package dev.hourkey.text;

/** Numbers of things in words. */
public final class Counted {
  private Counted() {}

  /** Such as <em>1 grant</em> or <em>2 grants</em>, for things with a regular plural. */
  public static String of(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
