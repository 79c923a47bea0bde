# Each line of input asks for one hash; the answer is its nanoseconds. libxcrypt's, by way of perl.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
$| = 1;
my %settings = (bcrypt => '$2b$10$abcdefghijklmnopqrstuu');
my $setting = $settings{$ARGV[0]} // die "unknown: $ARGV[0]\n";
while (<STDIN>) {
    my $start = clock_gettime(CLOCK_MONOTONIC);
    my $hash = crypt('correct horse battery staple', $setting);
    die "not supported\n" unless ($hash // '') =~ /^\$2b/;
    printf "%.0f\n", (clock_gettime(CLOCK_MONOTONIC) - $start) * 1e9;
}
