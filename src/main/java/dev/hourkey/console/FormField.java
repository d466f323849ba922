package dev.hourkey.console;

import jakarta.ws.rs.BadRequestException;
import org.jspecify.annotations.Nullable;

/** A field that the forms of the console always send. */
final class FormField {
  private FormField() {}

  /** The value of the field. A form without it does not come from the console, and is refused. */
  static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new BadRequestException();
    }
    return value;
  }
}
