package dev.hourkey.request;

import jakarta.persistence.Converter;

/** Stores {@link Deciders} in one column. */
@Converter
public class DecidersColumn extends JsonColumn<Deciders> {
  public DecidersColumn() {
    super(Deciders.class);
  }
}
