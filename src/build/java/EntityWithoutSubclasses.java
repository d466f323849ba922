import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * Rewrites the class {@code Entity} of Graph's SDK while Hourkey is packaged. Its factory names the
 * 1,500 kinds of entities that Graph has, and the JVM loads them all to verify the class. Hourkey
 * calls the factories of the kinds that it reads, never this one.
 */
class EntityWithoutSubclasses {
  private static final String FACTORY = "createFromDiscriminatorValue";

  /** Rewrites a file, and keeps its time, so that the same build makes the same jar. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    FileTime modified = Files.getLastModifiedTime(file);
    ClassModel entity = ClassFile.of().parse(file);
    byte[] shorter =
        ClassFile.of(ConstantPoolSharingOption.NEW_POOL)
            .transformClass(entity, shorter(entity.thisClass().asSymbol()));
    Files.write(file, shorter);
    Files.setLastModifiedTime(file, modified);
  }

  /** Without the private methods that know the kinds, and with a factory that makes an entity. */
  private static ClassTransform shorter(ClassDesc entity) {
    return (to, part) -> {
      String name = part instanceof MethodModel method ? method.methodName().stringValue() : "";
      if (part instanceof MethodModel factory && name.equals(FACTORY)) {
        to.withMethodBody(
            factory.methodName(),
            factory.methodType(),
            factory.flags().flagsMask(),
            code -> code.new_(entity).dup().invokespecial(entity, "<init>", MTD_void).areturn());
      } else if (!name.startsWith(FACTORY)) {
        to.with(part);
      }
    };
  }
}
