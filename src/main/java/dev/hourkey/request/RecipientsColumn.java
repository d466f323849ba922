package dev.hourkey.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;

/** Stores {@link Recipients} in one column as JSON, because they are replaced as a whole. */
@Converter
public class RecipientsColumn
    implements AttributeConverter<@Nullable Recipients, @Nullable String> {
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

  @Override
  public @Nullable String convertToDatabaseColumn(@Nullable Recipients recipients) {
    try {
      return recipients == null ? null : JSON.writeValueAsString(recipients);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write who is notified", e);
    }
  }

  @Override
  public @Nullable Recipients convertToEntityAttribute(@Nullable String json) {
    try {
      return json == null ? null : JSON.readValue(json, Recipients.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read who is notified", e);
    }
  }
}
