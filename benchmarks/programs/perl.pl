# Each line of input asks for a hash; the answer is its nanoseconds. libxcrypt's, by way of perl: what crypt(3) made of
# the password is made again, so often in a row that perl itself does not count.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
$| = 1;
my $password = 'correct horse battery staple';
my $stored = $ARGV[0];
$stored = crypt $password, '$2b$10$abcdefghijklmnopqrstuu' if $stored eq 'bcrypt';
my $repeats = $stored =~ /^\$/ ? 1 : $stored =~ /^_/ ? 10 : 1000;
while (<STDIN>) {
    my $hash;
    my $start = clock_gettime(CLOCK_MONOTONIC);
    $hash = crypt($password, $stored) for 1 .. $repeats;
    my $nanoseconds = (clock_gettime(CLOCK_MONOTONIC) - $start) * 1e9 / $repeats;
    die "not supported\n" unless ($hash // '') eq $stored;
    printf "%.0f\n", $nanoseconds;
}
