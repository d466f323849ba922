package dev.hourkey.entra;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Follows byte code through Graph's SDK. A request builder has a method for each path below its
 * own, so only the methods that are called count; of all other classes, all methods count.
 */
final class ReachableGraphClasses {
  private static final String SDK = "com/microsoft/graph/";

  private final Map<String, Optional<ClassModel>> models = new HashMap<>();
  private final Set<String> types = new TreeSet<>();
  private final Set<Method> methods = new HashSet<>();
  private final Deque<MethodModel> unread = new ArrayDeque<>();

  private record Method(String owner, String name, String type) {}

  /** The SDK's classes that the classes in a folder can reach. */
  Set<String> from(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
        unread.addAll(ClassFile.of().parse(file).methods());
      }
    }
    while (!unread.isEmpty()) {
      unread.remove().code().ifPresent(code -> code.forEach(this::follow));
    }
    return types;
  }

  private void follow(CodeElement element) {
    switch (element) {
      case InvokeInstruction call ->
          reach(
              new Method(
                  call.owner().asInternalName(),
                  call.name().stringValue(),
                  call.type().stringValue()));
      case InvokeDynamicInstruction lambda -> lambda.bootstrapArgs().forEach(this::follow);
      case FieldInstruction field -> reach(field.owner());
      case NewObjectInstruction created -> reach(created.className());
      case TypeCheckInstruction check -> reach(check.type());
      case LoadConstantInstruction constant -> follow(constant.constantValue());
      default -> {} // It names no class.
    }
  }

  private void follow(ConstantDesc constant) {
    switch (constant) {
      case DirectMethodHandleDesc handle ->
          reach(
              new Method(
                  internalName(handle.owner()), handle.methodName(), handle.lookupDescriptor()));
      case ClassDesc type -> reach(internalName(type));
      default -> {} // It names no class.
    }
  }

  private static String internalName(ClassDesc type) {
    return type.descriptorString().replaceAll("^\\[*L|;$", "");
  }

  private void reach(ClassEntry type) {
    reach(internalName(type.asSymbol()));
  }

  private void reach(String type) {
    Optional<ClassModel> model = model(type);
    if (model.isEmpty() || !types.add(type)) {
      return;
    }
    model.get().superclass().ifPresent(this::reach);
    model.get().interfaces().forEach(this::reach);
    model.get().methods().stream()
        .filter(method -> !builds(type) || method.methodName().equalsString("<clinit>"))
        .forEach(unread::add);
  }

  private void reach(Method called) {
    reach(called.owner());
    if (builds(called.owner()) && methods.add(called)) {
      model(called.owner()).ifPresent(owner -> reach(called, owner));
    }
  }

  private void reach(Method called, ClassModel owner) {
    List<MethodModel> found =
        owner.methods().stream()
            .filter(it -> it.methodName().equalsString(called.name()))
            .filter(it -> it.methodType().equalsString(called.type()))
            .toList();
    unread.addAll(found);
    if (found.isEmpty()) { // It is inherited.
      owner
          .superclass()
          .ifPresent(
              above -> reach(new Method(above.asInternalName(), called.name(), called.type())));
    }
  }

  /** Whether it only leads to other paths. */
  private static boolean builds(String type) {
    return type.endsWith("RequestBuilder") || type.endsWith("GraphServiceClient");
  }

  /** The class, if it belongs to the SDK. */
  private Optional<ClassModel> model(String type) {
    return type.startsWith(SDK)
        ? models.computeIfAbsent(type, ReachableGraphClasses::read)
        : Optional.empty();
  }

  private static Optional<ClassModel> read(String type) {
    try (InputStream file =
        ReachableGraphClasses.class.getClassLoader().getResourceAsStream(type + ".class")) {
      return file == null
          ? Optional.empty()
          : Optional.of(ClassFile.of().parse(file.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
