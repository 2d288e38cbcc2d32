#!/bin/sh
# Draws and composes weir-sample.flv out of nothing but formulas. Needs ffmpeg with libx264 and the
# DejaVu fonts; made with ffmpeg 5.1.9 of Debian 12. Writes beside itself, or to the path given.
#
# 24 s are 600 frames in 12 GOPs of exactly 2 s, and also exactly 1125 AAC frames at 48 kHz, so sound
# and picture end together and the file can be played in a loop without a gap. The waves move a whole
# number of their lengths in that time. The sound is encoded twice over and the second round kept: its
# first frame then overlaps with its last, as a loop's must.
set -eu
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd)
out=${1:-$here/weir-sample.flv}
fonts=${FONTS:-/usr/share/fonts/truetype/dejavu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ff() { ffmpeg -hide_banner -loglevel error -nostdin -y -fflags +bitexact "$@"; }

# Notes: steps of half a second, four chords of six seconds. A tick marks each second.
chord='if(lt(mod(t,24),6),0,if(lt(mod(t,24),12),-4,if(lt(mod(t,24),18),-7,-2)))'
note='st(0,mod(floor(t*2),6)); if(eq(ld(0),0),0,if(eq(ld(0),1),7,if(eq(ld(0),2),12,if(eq(ld(0),3),16,if(eq(ld(0),4),12,7)))))'
pluck="st(1,mod(t,0.5)); st(2,220*pow(2,($chord+($note))/12));
  0.22*(1-exp(-ld(1)*300))*exp(-ld(1)*6)*min(1,(0.5-ld(1))*60)*(sin(2*PI*ld(2)*ld(1))+0.3*sin(4*PI*ld(2)*ld(1)))"
pad="st(3,mod(t,6)); 0.10*pow(sin(PI*ld(3)/6),2)*(sin(2*PI*110*pow(2,$chord/12)*ld(3))+0.5*sin(2*PI*165*pow(2,$chord/12)*ld(3)))"
tick='st(4,mod(t,1)); 0.10*exp(-ld(4)*120)*sin(2*PI*1200*ld(4))'
ff -f lavfi -i "aevalsrc=exprs='($pluck)*(1-0.35*mod(floor(t*2),2))+($pad)+($tick)|($pluck)*(0.65+0.35*mod(floor(t*2),2))+($pad)+($tick)':s=48000:d=50" \
  -c:a aac -b:a 112k -flags:a +bitexact "$work/twice.aac"
ff -i "$work/twice.aac" -ss 24 -frames:a 1125 -c copy "$work/sound.aac"

# Still parts: the sky with its sun, three rows of waves (each 320 px long), a hand for the dial.
still() { ff -f lavfi -i "$1" -frames:v 1 "$work/$2.png"; }
still "color=black:s=640x360,format=rgb24,geq=
r='st(0,Y/250); st(1,hypot(X-320,Y-205)); clip(22+ld(0)*225+130*exp(-ld(1)/60)+255*clip(62-ld(1),0,1),0,255)':
g='st(0,Y/250); st(1,hypot(X-320,Y-205)); clip(32+ld(0)*110+105*exp(-ld(1)/60)+215*clip(62-ld(1),0,1),0,255)':
b='st(0,Y/250); st(1,hypot(X-320,Y-205)); clip(78+ld(0)*40+25*exp(-ld(1)/60)+100*clip(62-ld(1),0,1),0,255)'" sky
wave() { # name, top, height of the waves, red, green, blue
  still "color=black@0:s=960x360,format=rgba,geq=
r='$4*(1-(Y-$2)/420)+28*exp(-abs(Y-$2-$3*sin(2*PI*X/320)-$3*0.4*sin(4*PI*X/320+1))/3)':
g='$5*(1-(Y-$2)/420)+38*exp(-abs(Y-$2-$3*sin(2*PI*X/320)-$3*0.4*sin(4*PI*X/320+1))/3)':
b='$6*(1-(Y-$2)/420)+42*exp(-abs(Y-$2-$3*sin(2*PI*X/320)-$3*0.4*sin(4*PI*X/320+1))/3)':
a='255*clip(Y-$2-$3*sin(2*PI*X/320)-$3*0.4*sin(4*PI*X/320+1)+0.5,0,1)'" "$1"
}
wave far 222 5 58 120 150
wave middle 252 8 30 92 132
wave near 288 11 14 60 100
still "color=black@0:s=96x96,format=rgba,geq=
r=255:g=255:b=255:
a='st(0,hypot(X-47.5,Y-47.5)); 255*max(0.85*clip(2.2-abs(ld(0)-42),0,1),max(clip(2.4-abs(X-47.5),0,1)*between(Y,12,47),clip(4.5-ld(0),0,1)))'" dial

text="fontcolor=white:shadowcolor=black@0.5:shadowx=2:shadowy=2"
mono="fontfile=$fonts/DejaVuSansMono-Bold.ttf:$text"
ff -loop 1 -r 25 -i "$work/sky.png" -loop 1 -r 25 -i "$work/far.png" -loop 1 -r 25 -i "$work/middle.png" \
  -loop 1 -r 25 -i "$work/near.png" -loop 1 -r 25 -i "$work/dial.png" -i "$work/sound.aac" \
  -filter_complex "
    [4]rotate=a=2*PI*n/50:c=none[dial];
    [0][1]overlay=x='-mod(n*16/30,320)':y=0:format=rgb[a];
    [a][2]overlay=x='-mod(n*32/30,320)':y=0:format=rgb[b];
    [b][3]overlay=x='-mod(n*64/30,320)':y=0:format=rgb[c];
    [c][dial]overlay=x=520:y=22:format=rgb,
    drawtext=fontfile=$fonts/DejaVuSans-Bold.ttf:text=weir:x=32:y=22:fontsize=64:$text,
    drawtext=$mono:text='%{pts\:hms}':x=34:y=300:fontsize=30,
    drawtext=$mono:text='frame %{frame_num}':x=W-tw-34:y=300:fontsize=30,
    format=yuv420p,trim=end_frame=600[v]" \
  -map '[v]' -map 5:a -r 25 \
  -c:v libx264 -profile:v high -preset veryslow -tune animation -bf 0 -threads 1 \
  -g 50 -keyint_min 50 -sc_threshold 0 -crf 20 -maxrate 700k -bufsize 1400k \
  -bsf:v filter_units=remove_types=6 -flags:v +bitexact -c:a copy -map_metadata -1 \
  -fflags +bitexact -flvflags no_duration_filesize "$work/sample.flv"
mv "$work/sample.flv" "$out"
