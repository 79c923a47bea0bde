import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Scanner;
import org.springframework.security.crypto.password.*;

/** Reads lines of an encoder's name and a password in hexadecimal, and writes Spring Security's text for each. */
@SuppressWarnings("deprecation")
class Spring {
    static PasswordEncoder encoder(String name) {
        LdapShaPasswordEncoder ldap = new LdapShaPasswordEncoder();
        ldap.setForceLowerCasePrefix(name.equals("ldap-lower"));
        return switch (name) {
            case "MD4" -> new Md4PasswordEncoder();
            case "MD5", "SHA-1", "SHA-256" -> new MessageDigestPasswordEncoder(name);
            case "sha256" -> new StandardPasswordEncoder();
            case "noop" -> NoOpPasswordEncoder.getInstance();
            default -> ldap;
        };
    }

    public static void main(String[] arguments) {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] line = lines.nextLine().split(" ", -1);
            String password = new String(HexFormat.of().parseHex(line[1]), StandardCharsets.UTF_8);
            String text = "{" + line[0].split("-lower")[0] + "}" + encoder(line[0]).encode(password);
            System.out.println(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
