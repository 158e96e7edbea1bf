// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the emulator's debugger stub: the few packets of GDB's remote serial protocol that it
 * takes to stop a CPU at an address and to read its registers.
 */
final class GdbStub implements Closeable {
  /** The number of SP; X0 to X30 are 0 to 30. */
  static final int SP = 31;

  static final int PC = 32;

  /** The number of PSTATE. */
  static final int CPSR = 33;

  private static final Pattern REGISTER =
      Pattern.compile("<reg name=\"([^\"]+)\"[^>]*regnum=\"(\\d+)\"");
  private static final int CHUNK = 0x800;

  private final SocketChannel channel;
  private final Selector selector;
  private final StringBuilder received = new StringBuilder();
  private final Map<String, Integer> systemRegisters = new HashMap<>();

  private GdbStub(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.selector = Selector.open();
    channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
  }

  /** Connects to the stub that listens at {@code socket}. */
  static GdbStub connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    GdbStub stub = new GdbStub(channel);
    stub.readFeatures();
    return stub;
  }

  /** Sets a breakpoint at a virtual address, a physical one while the MMU is off. */
  void breakAt(long address) throws IOException {
    expectOk("Z1," + Long.toHexString(address) + ",4");
  }

  /** Takes the breakpoint away again. */
  void unbreak(long address) throws IOException {
    expectOk("z1," + Long.toHexString(address) + ",4");
  }

  /**
   * Runs until a breakpoint.
   *
   * @return whether one was reached within {@code limit}; if not, the CPU is still running
   */
  boolean resume(Duration limit) throws IOException {
    send("c");
    return receive(limit).isPresent();
  }

  /** Lets the CPU run; {@link #interrupt} stops it. */
  void start() throws IOException {
    send("c");
  }

  /** Stops a CPU that runs. */
  void interrupt() throws IOException {
    write("\u0003");
    if (receive(Duration.ofSeconds(20)).isEmpty()) {
      throw new IOException("the emulator does not stop");
    }
  }

  /** Sets general register {@code number}. */
  void set(int number, long value) throws IOException {
    expectOk(
        "P" + Integer.toHexString(number) + "=" + String.format("%016x", Long.reverseBytes(value)));
  }

  /** General register {@code number}. */
  long register(int number) throws IOException {
    String answer = ask("p" + Integer.toHexString(number));
    return Long.reverseBytes(Long.parseUnsignedLong(answer, 16)) >>> (64 - 4 * answer.length());
  }

  /** A system register by the name that the emulator has for it, as {@code TCR_EL1}. */
  long register(String name) throws IOException {
    Integer number = systemRegisters.get(name);
    if (number == null) {
      throw new IOException("the emulator shows no register " + name);
    }
    return register(number);
  }

  /** The names of the system registers that the emulator shows. */
  Set<String> systemRegisters() {
    return Set.copyOf(systemRegisters.keySet());
  }

  /** Which registers there are; the emulator lets none be set by anyone who has not asked. */
  private void readFeatures() throws IOException {
    StringBuilder text = new StringBuilder();
    ask("qXfer:features:read:target.xml:0," + Integer.toHexString(CHUNK));
    String part;
    do {
      part =
          ask(
              "qXfer:features:read:system-registers.xml:"
                  + Integer.toHexString(text.length())
                  + ","
                  + Integer.toHexString(CHUNK));
      text.append(part, 1, part.length());
    } while (part.startsWith("m"));
    Matcher matcher = REGISTER.matcher(text);
    while (matcher.find()) {
      systemRegisters.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
  }

  private void expectOk(String packet) throws IOException {
    String answer = ask(packet);
    if (!answer.equals("OK")) {
      throw new IOException("the emulator answers '" + answer + "' to " + packet);
    }
  }

  private String ask(String packet) throws IOException {
    send(packet);
    return receive(Duration.ofSeconds(20))
        .orElseThrow(() -> new IOException("the emulator does not answer to " + packet));
  }

  private void send(String packet) throws IOException {
    int sum = packet.chars().sum() & 0xff;
    write("$" + packet + "#" + String.format("%02x", sum));
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The next packet's contents, acknowledged; empty where none comes within {@code limit}. */
  private Optional<String> receive(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    ByteBuffer buffer = ByteBuffer.allocate(2 * CHUNK);
    while (true) {
      int start = received.indexOf("$");
      int hash = start < 0 ? -1 : received.indexOf("#", start);
      if (hash >= 0 && received.length() >= hash + 3) {
        String packet = received.substring(start + 1, hash);
        received.delete(0, hash + 3);
        write("+");
        return Optional.of(packet);
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      selector.select(left);
      selector.selectedKeys().clear();
      if (channel.read(buffer.clear()) < 0) {
        throw new IOException("the emulator has closed the connection");
      }
      received.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
