# Reads jobs as JSON and writes what crypt(3) makes of them, behind a mark if the job has one.
use strict;
use warnings;
use JSON::PP;

my @texts;
for my $job (@{decode_json(join '', <STDIN>)}) {
    my $text = crypt(pack('H*', $job->{password}), $job->{setting});
    push @texts, defined $text && $text !~ /^\*/ ? ($job->{mark} // '') . $text : undef;
}
print encode_json(\@texts);
