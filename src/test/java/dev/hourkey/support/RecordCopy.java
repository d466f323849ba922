package dev.hourkey.support;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Copies records of many components, of which an example changes one or two. */
public final class RecordCopy {
  private RecordCopy() {}

  /** A copy of a record in which the component of this name has another value. */
  public static <R extends Record> R with(R record, String component, Object value) {
    List<RecordComponent> components = List.of(record.getClass().getRecordComponents());
    if (components.stream().noneMatch(one -> one.getName().equals(component))) {
      throw new IllegalArgumentException(record.getClass() + " has no " + component);
    }
    try {
      List<Object> values = new ArrayList<>();
      for (RecordComponent one : components) {
        var accessor = one.getAccessor();
        accessor.setAccessible(true);
        values.add(one.getName().equals(component) ? value : accessor.invoke(record));
      }
      @SuppressWarnings("unchecked")
      Class<R> type = (Class<R>) record.getClass();
      var constructor =
          type.getDeclaredConstructor(
              Stream.of(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
