package dev.hourkey.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/** Describes which fields of the API's records may be null; all others are required. */
final class NullableFields {
  private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
  private static final String OF_THE_API = ApiPath.class.getPackageName() + ".";

  private NullableFields() {}

  /** Describes the fields of a record; leaves every other schema as it is. */
  static void describe(String name, Schema schema, IndexView classes) {
    for (RecordComponentInfo field : fields(name, classes)) {
      Optional.ofNullable(schema.getProperties())
          .map(properties -> properties.get(field.name()))
          .ifPresent(
              property -> {
                if (field.type().hasAnnotation(NULLABLE)) {
                  schema.addProperty(field.name(), orNull(property));
                } else {
                  schema.addRequired(field.name());
                }
              });
    }
  }

  /** Other packages may have a record of the same name; those of the API come first. */
  private static List<RecordComponentInfo> fields(String name, IndexView classes) {
    List<ClassInfo> named = new ArrayList<>();
    for (ClassInfo one : classes.getKnownClasses()) {
      if (one.isRecord() && one.simpleName().equals(name)) {
        boolean ofTheApi = one.name().toString().startsWith(OF_THE_API);
        named.add(ofTheApi ? 0 : named.size(), one);
      }
    }
    return named.isEmpty() ? List.of() : named.getFirst().recordComponentsInDeclarationOrder();
  }

  private static Schema orNull(Schema property) {
    if (property.getRef() == null) {
      return property.addType(SchemaType.NULL);
    }
    return OASFactory.createSchema()
        .anyOf(
            List.of(
                OASFactory.createSchema().ref(property.getRef()),
                OASFactory.createSchema().addType(SchemaType.NULL)));
  }
}
