package dev.hourkey.request;

import jakarta.persistence.Converter;

/** Stores {@link Recipients} in one column. */
@Converter
public class RecipientsColumn extends JsonColumn<Recipients> {
  public RecipientsColumn() {
    super(Recipients.class);
  }
}
