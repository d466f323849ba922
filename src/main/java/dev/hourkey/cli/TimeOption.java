package dev.hourkey.cli;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time with its offset. */
final class TimeOption implements ITypeConverter<OffsetDateTime> {
  @Override
  public OffsetDateTime convert(String text) {
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeException e) {
      throw new TypeConversionException("'" + text + "' is not a time like 2026-03-02T08:40:00Z");
    }
  }
}
