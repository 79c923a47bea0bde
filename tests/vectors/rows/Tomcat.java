import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Scanner;
import org.apache.catalina.realm.MessageDigestCredentialHandler;

/** Reads lines of algorithm/iterations/salt length and a password in hexadecimal, and writes Tomcat's text for each. */
class Tomcat {
    public static void main(String[] arguments) throws Exception {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] line = lines.nextLine().split(" ", -1);
            String[] settings = line[0].split("/");
            MessageDigestCredentialHandler handler = new MessageDigestCredentialHandler();
            handler.setAlgorithm(settings[0]);
            handler.setIterations(Integer.parseInt(settings[1]));
            handler.setSaltLength(Integer.parseInt(settings[2]));
            String stored = handler.mutate(new String(HexFormat.of().parseHex(line[1]), StandardCharsets.UTF_8));
            System.out.println(HexFormat.of().formatHex(stored.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
