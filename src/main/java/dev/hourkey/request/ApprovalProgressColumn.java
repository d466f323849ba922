package dev.hourkey.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.hourkey.policy.ApprovalProgress;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** Stores {@link ApprovalProgress} in one column as JSON, because it is replaced as a whole. */
@Converter
public class ApprovalProgressColumn implements AttributeConverter<ApprovalProgress, String> {
  private static final ObjectMapper JSON =
      new ObjectMapper().registerModules(new Jdk8Module(), new JavaTimeModule());

  @Override
  public String convertToDatabaseColumn(ApprovalProgress progress) {
    try {
      return JSON.writeValueAsString(progress.stages());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the progress of an approval", e);
    }
  }

  @Override
  public ApprovalProgress convertToEntityAttribute(String json) {
    try {
      return new ApprovalProgress(List.of(JSON.readValue(json, ApprovalProgress.Stage[].class)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot read the progress of an approval", e);
    }
  }
}
