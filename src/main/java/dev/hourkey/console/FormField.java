package dev.hourkey.console;

import jakarta.ws.rs.BadRequestException;
import org.jspecify.annotations.Nullable;

/** A field that the forms of the console always send. */
final class FormField {
  private FormField() {}

  /** Its value; a form without it was not made here, and is refused. */
  static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new BadRequestException();
    }
    return value;
  }
}
