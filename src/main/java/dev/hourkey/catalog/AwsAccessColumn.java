package dev.hourkey.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Stores {@link AwsAccess} in one column as JSON, because it is read and written as a whole. */
@Converter
public class AwsAccessColumn implements AttributeConverter<AwsAccess, String> {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  @Override
  public String convertToDatabaseColumn(AwsAccess access) {
    try {
      return JSON.writeValueAsString(access);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write what a group opens", e);
    }
  }

  @Override
  public AwsAccess convertToEntityAttribute(String json) {
    try {
      return JSON.readValue(json, AwsAccess.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read what a group opens", e);
    }
  }
}
